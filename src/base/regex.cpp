#include "base/regex.h"

#include <re2/re2.h>

#include <string>
#include <utility>

namespace slipway::base {

namespace {

re2::StringPiece to_piece(std::string_view text) { return {text.data(), text.size()}; }

}  // namespace

struct Regex::Program {
  Program(std::string_view expression, const RE2::Options& options) : compiled(to_piece(expression), options) {}
  RE2 compiled;
};

Result<Regex> Regex::compile(std::string_view expression) {
  RE2::Options options;
  options.set_log_errors(false);
  auto program = std::make_unique<const Program>(expression, options);
  if (!program->compiled.ok()) {
    return invalid_argument("regex.not_valid", "the regular expression \"" + std::string(expression) +
                                                   "\" is not valid: " + program->compiled.error());
  }
  return Regex(std::move(program));
}

Regex::Regex(std::unique_ptr<const Program> program) : program_(std::move(program)) {}
Regex::Regex(Regex&&) noexcept = default;
Regex& Regex::operator=(Regex&&) noexcept = default;
Regex::~Regex() = default;

bool Regex::matches_all(std::string_view text) const { return RE2::FullMatch(to_piece(text), program_->compiled); }
bool Regex::finds_in(std::string_view text) const { return RE2::PartialMatch(to_piece(text), program_->compiled); }

}  // namespace slipway::base
