// Result<T> is a value or an Error. [[nodiscard]] everywhere; TRY and TRY_LET pass an error up.
#pragma once

#include <type_traits>
#include <utility>
#include <variant>

#include "base/assert.h"
#include "base/error.h"

namespace slipway::base {

template <class T>
class [[nodiscard]] Result {
 public:
  using value_type = T;

  Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}  // NOLINT(google-explicit-constructor)
  Result(Error error) : state_(std::in_place_index<1>, std::move(error)) {}  // NOLINT(google-explicit-constructor)
  template <class U>
    requires(std::is_convertible_v<U, T> && !std::is_same_v<std::remove_cvref_t<U>, T> &&
             !std::is_same_v<std::remove_cvref_t<U>, Error> && !std::is_same_v<std::remove_cvref_t<U>, Result>)
  Result(U&& value) : state_(std::in_place_index<0>, T(std::forward<U>(value))) {}  // NOLINT(google-explicit-constructor)

  explicit operator bool() const { return state_.index() == 0; }

  T& value() & {
    BASE_ASSERT(state_.index() == 0);
    return *std::get_if<0>(&state_);
  }
  const T& value() const& {
    BASE_ASSERT(state_.index() == 0);
    return *std::get_if<0>(&state_);
  }
  T&& value() && {
    BASE_ASSERT(state_.index() == 0);
    return std::move(*std::get_if<0>(&state_));
  }
  T& operator*() & { return value(); }
  const T& operator*() const& { return value(); }
  T&& operator*() && { return std::move(*this).value(); }
  T* operator->() { return &value(); }
  const T* operator->() const { return &value(); }

  Error& error() & {
    BASE_ASSERT(state_.index() == 1);
    return *std::get_if<1>(&state_);
  }
  const Error& error() const& {
    BASE_ASSERT(state_.index() == 1);
    return *std::get_if<1>(&state_);
  }
  Error&& error() && {
    BASE_ASSERT(state_.index() == 1);
    return std::move(*std::get_if<1>(&state_));
  }

 private:
  std::variant<T, Error> state_;
};

template <>
class [[nodiscard]] Result<void> {
 public:
  using value_type = void;

  Result() = default;
  Result(Error error) : error_(std::move(error)), failed_(true) {}  // NOLINT(google-explicit-constructor)

  explicit operator bool() const { return !failed_; }
  Error& error() & {
    BASE_ASSERT(failed_);
    return error_;
  }
  const Error& error() const& {
    BASE_ASSERT(failed_);
    return error_;
  }
  Error&& error() && {
    BASE_ASSERT(failed_);
    return std::move(error_);
  }

 private:
  Error error_;
  bool failed_ = false;
};

}  // namespace slipway::base

namespace slipway {
using base::Result;
}

// TRY(expression): returns its error from the enclosing function, if it is one.
#define TRY(...)                                                                               \
  do {                                                                                         \
    if (auto try_result_ = (__VA_ARGS__); !try_result_) return std::move(try_result_).error(); \
  } while (false)

// TRY_LET(name, expression): the same, else `name` is the value.
#define TRY_LET(name, ...)                                       \
  auto name##_result_ = (__VA_ARGS__);                           \
  if (!name##_result_) return std::move(name##_result_).error(); \
  auto& name = name##_result_.value()
