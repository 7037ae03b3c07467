// The values of a run by where they come from. What a released definition says went through a review; what a call gave did not, and
// must never become code: who may start a job may not write it. Pure; from any thread.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "domain/catalog/job_definition.h"
#include "domain/expression/parameter_substitution.h"

namespace slipway::instance {

struct RunParameters {
  expression::Parameters own;  // of the definition, without those that the call gave too
  expression::Parameters given;  // by a call, under any name: clients send what the job never declared

  friend bool operator==(const RunParameters&, const RunParameters&) = default;
};

expression::Parameters to_values(const std::vector<catalog::JobParameter>& list);
RunParameters run_parameters(const std::vector<catalog::JobParameter>& declared, expression::Parameters given);

// May a value of a call stand in text that is run? A time as `yyyy-MM-dd HH:mm:ss`, or up to 1,024 letters, digits and _ . : / , + @ % = ~ -,
// no - first: nothing in it ends a word, a quote or a command, and none begins an option.
bool is_plain_value(std::string_view value);

// What a node reads instead, whatever the value: "SLIPWAY_PARAM_day". Empty for a name that is none of a variable.
std::string variable_of(std::string_view parameter);
// "SLIPWAY_PARAM_day=friday" of all that have a variable: never a bare name, which could be PATH or LD_PRELOAD.
std::vector<std::string> variables_of(const RunParameters& parameters);

// For the audit row of a start: an object of names and values; asterisks where the name says that the value is a secret.
base::Json describe_given(const expression::Parameters& given);

}  // namespace slipway::instance
