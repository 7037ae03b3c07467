// Signals to all that descends from this process, found through the children of each, never by a look at all processes.
#pragma once

namespace slipway::executors::supervisor {

// Of each that was seen. One look may miss what is being born or loses its parent meanwhile: whoever wants the tree gone looks again
// until the system says that there are no children left.
void signal_tree(int signal);

}  // namespace slipway::executors::supervisor
