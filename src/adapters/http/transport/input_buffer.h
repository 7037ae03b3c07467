// The bytes of a connection that are read and not yet used: one block, small while the connection is idle.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <memory>
#include <string_view>

namespace slipway::http {

class InputBuffer {
 public:
  static constexpr std::size_t size_idle = 4 * 1024;

  bool is_empty() const { return begin_ == end_; }
  std::string_view bytes() const { return {block_.get() + begin_, end_ - begin_}; }

  // Makes room for at least `size` bytes behind those that are there, and returns where they go.
  char* prepare(std::size_t size) {
    if (capacity_ - end_ >= size) return block_.get() + end_;
    const auto kept = end_ - begin_;
    if (capacity_ - kept >= size) {
      std::memmove(block_.get(), block_.get() + begin_, kept);
    } else {
      resize(kept + size);
    }
    begin_ = 0;
    end_ = kept;
    return block_.get() + end_;
  }
  std::size_t room() const { return capacity_ - end_; }
  void commit(std::size_t size) { end_ += size; }

  void consume(std::size_t size) {
    begin_ += size;
    if (begin_ == end_) clear();
  }
  void clear() { begin_ = end_ = 0; }

  // To be called when empty: gives back what a large request needed.
  void shrink() {
    if (capacity_ > size_idle) {
      block_.reset();
      capacity_ = 0;
    }
  }

 private:
  void resize(std::size_t size) {
    auto block = std::make_unique_for_overwrite<char[]>(size);
    if (end_ > begin_) std::memcpy(block.get(), block_.get() + begin_, end_ - begin_);
    block_ = std::move(block);
    capacity_ = size;
  }

  std::unique_ptr<char[]> block_;
  std::size_t capacity_ = 0;
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
};

}  // namespace slipway::http
