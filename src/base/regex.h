// Regular expressions in RE2's syntax: time grows with the text only, whatever the expression is. A compiled Regex may
// be used by any number of threads at once.
#pragma once

#include <memory>
#include <string_view>

#include "base/result.h"

namespace slipway::base {

class Regex {
 public:
  // Errors: "regex.not_valid".
  static Result<Regex> compile(std::string_view expression);

  Regex(Regex&&) noexcept;
  Regex& operator=(Regex&&) noexcept;
  ~Regex();

  bool matches_all(std::string_view text) const;  // the whole text
  bool finds_in(std::string_view text) const;     // some part of it, as `pattern` of JSON Schema means

 private:
  struct Program;
  explicit Regex(std::unique_ptr<const Program> program);

  std::unique_ptr<const Program> program_;
};

}  // namespace slipway::base
