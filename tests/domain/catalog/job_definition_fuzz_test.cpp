#include "fuzz/job_definition_fuzz.h"
#include "fuzz/replay_corpus.h"

namespace slipway::fuzz {
namespace {

TEST(JobDefinitionCorpus, every_seed_is_decoded_or_refused_as_its_name_says) {
  replay_corpus("job_definition", decode_job, "submittable_", 10);
}

}  // namespace
}  // namespace slipway::fuzz
