// The connections that wait for a request, oldest first, over all I/O threads: who goes when room is needed.
#pragma once

#include <cstddef>
#include <mutex>
#include <string>

namespace slipway::http {

// A connection that may stand in the list. It must leave before it dies.
class IdleConnection {
 public:
  virtual ~IdleConnection() = default;

  // Asks it to close, if it is still idle by then. Called from any thread, under the lock of the list: must not call it back.
  virtual void close_idle() = 0;

  virtual const std::string& share() const = 0;  // of its address (address_share.h); the same for its whole life

 protected:
  IdleConnection() = default;
  IdleConnection(const IdleConnection&) = delete;
  IdleConnection& operator=(const IdleConnection&) = delete;

 private:
  friend class IdleList;
  IdleConnection* older_ = nullptr;
  IdleConnection* newer_ = nullptr;
  bool is_listed_ = false;
};

// Linked through the connections, so that going idle costs no memory. From any thread.
class IdleList {
 public:
  void enter(IdleConnection& connection);
  void leave(IdleConnection& connection);  // also of one that is not in it
  bool close_oldest();                     // takes it out and asks it to close; false when the list is empty
  bool close_oldest_of(const std::string& share);  // the same among those of one address
  std::size_t size() const;

 private:
  bool close(IdleConnection* connection);  // nullptr: there is none
  void unlink(IdleConnection& connection);

  mutable std::mutex mutex_;  // guards all below and the links
  IdleConnection* oldest_ = nullptr;
  IdleConnection* newest_ = nullptr;
  std::size_t size_ = 0;
};

}  // namespace slipway::http
