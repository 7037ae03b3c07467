// Where decoding stands and what went wrong first. One failure is kept, naming its place as a JSON pointer
// ("/nodes/3/retryTimes must be an integer") or a parameter ("query parameter limit must be an integer").
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

namespace slipway::contract {

// The public code of something that is needed and absent, where the contract names no other.
inline constexpr std::string_view missing_code = "DLF.0802";

class Decoder {
 public:
  // What is asked of a value. What was stored passed the rules of its day; those of today are for what comes in.
  enum class Asks : std::uint8_t { types_and_rules, types };

  enum class PlaceKind : std::uint8_t { member, item, path_parameter, query_parameter, header };

  // Names what is being decoded while it is in scope; scopes nest.
  class Place {
   public:
    Place(Decoder& decoder, PlaceKind kind, std::string_view name, std::string_view public_code = {})
        : decoder_(decoder), outer_(decoder.place_), kind_(kind), name_(name), public_code_(public_code) {
      decoder_.place_ = this;
    }
    Place(Decoder& decoder, std::size_t index) : Place(decoder, PlaceKind::item, {}) { index_ = index; }
    ~Place() { decoder_.place_ = outer_; }
    Place(const Place&) = delete;
    Place& operator=(const Place&) = delete;

   private:
    friend class Decoder;
    Decoder& decoder_;
    const Place* outer_;
    PlaceKind kind_;
    std::string_view name_;
    std::string_view public_code_;
    std::size_t index_ = 0;
  };

  explicit Decoder(Asks asks = Asks::types_and_rules) : asks_(asks) {}

  bool failed() const { return failed_; }
  // `what` goes on after the place: "must be an integer". Only the first failure is kept.
  void fail(std::string_view what);
  void fail_missing(std::string_view own_code = {});  // x-error-missing
  // The type is right and a length, range, choice, pattern or count is not.
  void fail_rule(std::string_view what) {
    if (asks_ == Asks::types_and_rules) fail(what);
  }

  // The failure as request.not_valid. Its detail is the public code that the contract gives (x-error, x-error-missing or
  // missing_code), or empty.
  Result<void> result() const;

 private:
  std::string place_text() const;
  std::string_view public_code() const;
  void keep(std::string_view what, std::string_view code);

  Asks asks_;
  const Place* place_ = nullptr;
  bool failed_ = false;
  std::string message_;
  std::string public_code_;
};

// At most 64 bytes of a caller's text, cut between characters, for a message.
std::string excerpt(std::string_view text);

}  // namespace slipway::contract
