// Reads members of a definition's JSON. What was given has to be right: the first thing that is wrong is kept, naming its place.
// What is stored was right by the rules of its day and is read as it is. For the parsers of this folder.
#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/json.h"
#include "base/result.h"

namespace slipway::catalog {

// One object of the definition. All readers of one parse share the place of the first error; after it, values mean nothing.
// A member that is null counts as absent.
class DefinitionReader {
 public:
  // `place` is a JSON pointer to the object: "" for the whole, then "/nodes/3".
  DefinitionReader(const base::Json& object, std::string place, std::string_view code, std::optional<base::Error>& first_error)
      : DefinitionReader(object, std::move(place), code, &first_error) {}
  // Of something stored: nothing is refused, a value of a wrong type counts as absent.
  static DefinitionReader of_stored(const base::Json& object) { return DefinitionReader(object, "", "", nullptr); }

  // The same object, whose mistakes have another code.
  DefinitionReader with_code(std::string_view code) const;

  std::string text(std::string_view member, std::size_t length_max);  // empty when absent
  std::string required_text(std::string_view member, std::size_t length_max);
  std::string one_of(std::string_view member, std::initializer_list<std::string_view> words);  // empty when absent
  std::optional<std::int64_t> integer(std::string_view member, std::int64_t from, std::int64_t to);
  bool flag(std::string_view member);  // false when absent
  std::optional<DefinitionReader> object(std::string_view member);
  // Nothing, too, where it holds no more than a client writes who has no value for it: null, "", 0, false, [], {} at every depth.
  std::optional<DefinitionReader> filled_object(std::string_view member);
  const base::Json::Array& list(std::string_view member);  // empty when absent
  std::vector<std::string> text_list(std::string_view member, std::size_t length_max);
  DefinitionReader element(std::string_view list, std::size_t index, const base::Json& value) const;

  void refuse(std::string_view member, std::string_view rule);  // "/nodes/3/retryTimes must be 0 to 5"
  void refuse(base::Error error);  // said by a rule with a code of its own
  bool failed() const { return first_error_ != nullptr && first_error_->has_value(); }

 private:
  DefinitionReader(const base::Json& object, std::string place, std::string_view code, std::optional<base::Error>* first_error);

  const base::Json* find(std::string_view member) const;

  const base::Json* object_;
  std::string place_;
  std::string_view code_;
  std::optional<base::Error>* first_error_;  // none: it is stored
};

}  // namespace slipway::catalog
