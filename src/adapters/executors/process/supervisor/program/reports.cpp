#include "adapters/executors/process/supervisor/program/reports.h"

#include <stdio.h>
#include <sys/socket.h>

namespace slipway::executors::supervisor {
namespace {

bool send_report(int control, const SupervisorReport& report) {
  return send(control, &report, sizeof report, MSG_NOSIGNAL) == sizeof report;
}

}  // namespace

bool tell(int control, SupervisorEvent event, int number) {
  SupervisorReport report;
  report.event = event;
  report.number = number;
  return send_report(control, report);
}

void tell_not_started(int control, const StartFailure& failure) {
  SupervisorReport report;
  report.event = SupervisorEvent::not_started;
  report.number = failure.number;
  (void)snprintf(report.text, sizeof report.text, "%s%s", failure.doing, failure.object);
  (void)send_report(control, report);
}

}  // namespace slipway::executors::supervisor
