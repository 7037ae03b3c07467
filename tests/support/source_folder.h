// Where the sources lie that a test reads: golden pages, corpora, docs, tools.
#pragma once

#include <string>

namespace slipway {

// Absolute, without a slash at its end. Only its own file is compiled with the path, so that a compiler cache serves every checkout.
std::string source_folder();

}  // namespace slipway
