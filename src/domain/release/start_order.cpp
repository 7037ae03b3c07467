#include "domain/release/start_order.h"

#include <cstddef>
#include <map>
#include <set>
#include <string_view>
#include <utility>

namespace slipway::release {

std::vector<catalog::ObjectId> start_order(const std::vector<StartCandidate>& candidates) {
  std::map<std::string_view, std::size_t> index_of;
  for (std::size_t i = 0; i < candidates.size(); ++i) index_of.emplace(candidates[i].name, i);

  std::vector<std::vector<std::size_t>> downstream(candidates.size());
  std::vector<std::size_t> waits_for(candidates.size(), 0);
  for (std::size_t i = 0; i < candidates.size(); ++i) {
    const std::set<std::string_view> distinct(candidates[i].upstream.begin(), candidates[i].upstream.end());
    for (const auto name : distinct) {
      const auto found = index_of.find(name);
      if (found == index_of.end() || found->second == i) continue;
      downstream[found->second].push_back(i);
      waits_for[i] += 1;
    }
  }

  std::set<std::pair<std::string_view, std::size_t>> ready;
  std::set<std::pair<std::string_view, std::size_t>> left;
  for (std::size_t i = 0; i < candidates.size(); ++i) {
    left.emplace(candidates[i].name, i);
    if (waits_for[i] == 0) ready.emplace(candidates[i].name, i);
  }
  std::vector<catalog::ObjectId> order;
  order.reserve(candidates.size());
  while (!ready.empty()) {
    const auto next = *ready.begin();
    ready.erase(ready.begin());
    left.erase(next);
    order.push_back(candidates[next.second].job);
    for (const auto follower : downstream[next.second])
      if (--waits_for[follower] == 0) ready.emplace(candidates[follower].name, follower);
  }
  for (const auto& [name, i] : left) order.push_back(candidates[i].job);
  return order;
}

}  // namespace slipway::release
