#include "app/engine/round/unsure_claims.h"

#include <vector>

#include "app/engine/round/instance_batch.h"

namespace slipway::app {
namespace {

// A node that nobody else holds; or one that is not there, of an instance that nobody is just admitting: its transaction was rolled back.
Result<std::set<NodeKey>> list_decided(Tx& tx, const std::set<NodeKey>& nodes) {
  const std::vector<NodeKey> keys(nodes.begin(), nodes.end());
  TRY_LET(instances, tx.instances().lock_free(instances_of(nodes)));
  TRY_LET(free_nodes, tx.instances().list_free(keys));
  TRY_LET(rows, tx.instances().list_nodes(keys));
  std::set<NodeKey> there;
  for (const auto& row : rows) there.insert({row.instance, row.ordinal});
  std::set<instance::JobInstanceId> free_instances;
  for (const auto& each : instances) free_instances.insert(each.id);

  std::set<NodeKey> decided(free_nodes.begin(), free_nodes.end());
  for (const auto& key : nodes)
    if (free_instances.count(key.instance) != 0 && there.count(key) == 0) decided.insert(key);
  return decided;
}

}  // namespace

Result<bool> UnsureClaims::settle(Store& store) {
  TRY_LET(decided, store.write([&](Tx& tx) { return list_decided(tx, nodes_); }));
  for (const auto& key : decided) nodes_.erase(key);
  return !decided.empty();
}

}  // namespace slipway::app
