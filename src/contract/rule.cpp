#include "contract/rule.h"

#include <string>
#include <utility>

#include "base/assert.h"
#include "base/regex.h"

namespace slipway::contract {

Pattern::Pattern(std::string_view text, std::string_view meaning) : meaning_(meaning) {
  auto compiled = base::Regex::compile(text);
  BASE_ASSERT(static_cast<bool>(compiled));
  regex_ = std::make_unique<const base::Regex>(std::move(compiled).value());
}

Pattern::~Pattern() = default;

bool Pattern::matches(std::string_view value) const { return regex_->matches_all(value); }

}  // namespace slipway::contract
