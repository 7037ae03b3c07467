#include "domain/catalog/split_arguments.h"

namespace slipway::catalog {
namespace {

base::Error arguments_not_valid(std::string reason) {
  return base::invalid_argument("node.arguments_not_valid", "the arguments cannot be split into words: " + std::move(reason));
}

bool parts_words(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

}  // namespace

Result<std::vector<std::string>> split_arguments(std::string_view text) {
  if (text.find('\0') != std::string_view::npos) return arguments_not_valid("they hold a NUL character");

  std::vector<std::string> words;
  std::string word;
  bool in_word = false;
  char quote = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    const bool escapes = c == '\\' && quote != '\'';
    if (escapes && i + 1 == text.size()) return arguments_not_valid("a backslash is the last character");

    if (escapes && (quote == 0 || text[i + 1] == '"' || text[i + 1] == '\\')) {
      word += text[++i];
      in_word = true;
    } else if (quote != 0) {
      if (c == quote) quote = 0;
      else word += c;
    } else if (c == '\'' || c == '"') {
      quote = c;
      in_word = true;
    } else if (!parts_words(c)) {
      word += c;
      in_word = true;
    } else if (in_word) {
      words.push_back(std::move(word));
      word.clear();
      in_word = false;
    }
  }
  if (quote != 0) return arguments_not_valid(std::string("a quote (") + quote + ") is not closed");
  if (in_word) words.push_back(std::move(word));

  for (const auto& each : words)
    if (each.size() > argument_bytes_max)
      return arguments_not_valid("a word is longer than " + std::to_string(argument_bytes_max) + " bytes");
  return words;
}

}  // namespace slipway::catalog
