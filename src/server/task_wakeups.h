// From "a commit gave work" to the thread that does it. Threads may be set once, before anything is served.
#pragma once

#include <atomic>
#include <functional>

#include "app/ports/context.h"

namespace slipway::server {

class TaskWakeups final : public app::Wakeups {
 public:
  void set(std::function<void()> wake_deployments, std::function<void()> wake_engine) {
    wake_deployments_ = std::move(wake_deployments);
    wake_engine_ = std::move(wake_engine);
    is_set_ = true;
  }
  void deployments() override {
    if (is_set_) wake_deployments_();
  }
  void schedules() override {
    if (is_set_) wake_engine_();
  }
  void instances() override {
    if (is_set_) wake_engine_();
  }

 private:
  std::atomic<bool> is_set_{false};
  std::function<void()> wake_deployments_;
  std::function<void()> wake_engine_;
};

}  // namespace slipway::server
