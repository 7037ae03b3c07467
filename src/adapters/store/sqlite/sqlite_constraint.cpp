#include "adapters/store/sqlite/sqlite_constraint.h"

#include <sqlite3.h>

#include <algorithm>
#include <cctype>
#include <cstddef>
#include <optional>

namespace slipway::store {
namespace {

using Words = std::vector<std::string>;

bool is_word_character(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; }

bool is_keyword(const std::string& word, std::string_view keyword) {
  return std::ranges::equal(word, keyword, [](char a, char b) { return std::toupper(static_cast<unsigned char>(a)) == b; });
}

// Where a comment that begins at `at` ends; `at` itself when none does.
std::size_t after_comment(std::string_view sql, std::size_t at) {
  const auto end_of = [&](std::string_view mark) {
    const std::size_t found = sql.find(mark, at + 2);
    return found == std::string_view::npos ? sql.size() : found + mark.size();
  };
  if (sql.substr(at, 2) == "--") return end_of("\n");
  if (sql.substr(at, 2) == "/*") return end_of("*/");
  return at;
}

// Words, quoted names without their quotes, and single punctuation characters.
Words sql_words(std::string_view sql) {
  Words words;
  for (std::size_t at = 0; at < sql.size();) {
    if (const std::size_t comment_end = after_comment(sql, at); comment_end != at) {
      at = comment_end;
    } else if (std::isspace(static_cast<unsigned char>(sql[at])) != 0) {
      ++at;
    } else if (sql[at] == '\'' || sql[at] == '"') {
      const std::size_t end = std::min(sql.find(sql[at], at + 1), sql.size() - 1);
      words.emplace_back(sql.substr(at + 1, end - at - 1));
      at = end + 1;
    } else {
      std::size_t end = at;
      while (end < sql.size() && is_word_character(sql[end])) ++end;
      end = std::max(end, at + 1);
      words.emplace_back(sql.substr(at, end - at));
      at = end;
    }
  }
  return words;
}

// The definitions between the outer parentheses of CREATE TABLE, which commas part.
std::vector<Words> table_elements(std::string_view create_table) {
  std::vector<Words> elements;
  int depth = 0;
  for (auto& word : sql_words(create_table)) {
    if (word == "(" && ++depth == 1) {
      elements.emplace_back();
      continue;
    }
    if (word == ")" && --depth == 0) break;
    if (depth == 0) continue;
    if (word == "," && depth == 1) elements.emplace_back();
    else elements.back().push_back(std::move(word));
  }
  return elements;
}

// The columns that a key of this element covers: those in the parentheses that follow, else the column it stands at.
Words key_columns(const Words& element, std::size_t after_key) {
  if (after_key >= element.size() || element[after_key] != "(") return {element.front()};
  Words columns;
  for (std::size_t at = after_key + 1; at < element.size() && element[at] != ")"; ++at)
    if (element[at] != ",") columns.push_back(element[at]);
  return columns;
}

// All rows of a query about the schema that gives one text column.
Words schema_texts(sqlite3* database, const char* sql, std::string_view parameter) {
  Words texts;
  sqlite3_stmt* statement = nullptr;
  if (sqlite3_prepare_v2(database, sql, -1, &statement, nullptr) == SQLITE_OK) {
    sqlite3_bind_text(statement, 1, parameter.data(), static_cast<int>(parameter.size()), SQLITE_STATIC);
    while (sqlite3_step(statement) == SQLITE_ROW) {
      const void* text = sqlite3_column_blob(statement, 0);
      texts.emplace_back(static_cast<const char*>(text), static_cast<std::size_t>(sqlite3_column_bytes(statement, 0)));
    }
  }
  sqlite3_finalize(statement);
  return texts;
}

std::optional<std::string> index_over(sqlite3* database, std::string_view table, const Words& columns) {
  const auto indexes =
      schema_texts(database, "SELECT name FROM pragma_index_list(?1) WHERE \"unique\" AND origin = 'c' ORDER BY name", table);
  for (const auto& index : indexes)
    if (schema_texts(database, "SELECT name FROM pragma_index_info(?1) ORDER BY seqno", index) == columns) return index;
  return std::nullopt;
}

// "job.workspace_id, job.name" as table and columns.
struct KeyPlace {
  std::string table;
  Words columns;
};

KeyPlace parse_place(std::string_view listed) {
  KeyPlace place;
  while (!listed.empty()) {
    const std::size_t end = std::min(listed.find(", "), listed.size());
    const std::string_view column = listed.substr(0, end);
    const std::size_t dot = std::min(column.find('.'), column.size() - 1);
    place.table = column.substr(0, dot);
    place.columns.emplace_back(column.substr(dot + 1));
    listed.remove_prefix(std::min(end + 2, listed.size()));
  }
  return place;
}

std::string key_name(sqlite3* database, bool is_primary, std::string_view listed) {
  const KeyPlace place = parse_place(listed);
  if (auto index = index_over(database, place.table, place.columns); index && !is_primary) return *index;
  for (const auto& text : schema_texts(database, "SELECT sql FROM sqlite_schema WHERE type = 'table' AND name = ?1", place.table))
    if (auto name = declared_name(text, place.columns); !name.empty()) return name;
  if (is_primary) return place.table + "_pkey";  // PostgreSQL's default names
  std::string name = place.table;
  for (const auto& column : place.columns) name += "_" + column;
  return name + "_key";
}

}  // namespace

std::string declared_name(std::string_view create_table, const std::vector<std::string>& columns) {
  for (const auto& element : table_elements(create_table)) {
    for (std::size_t at = 0; at + 2 < element.size(); ++at) {
      const bool is_unique = is_keyword(element[at + 2], "UNIQUE");
      const bool is_primary = is_keyword(element[at + 2], "PRIMARY");
      if (!is_keyword(element[at], "CONSTRAINT") || !(is_unique || is_primary)) continue;
      if (key_columns(element, at + (is_unique ? 3 : 4)) == columns) return element[at + 1];
    }
  }
  return {};
}

std::string constraint_name(sqlite3* database, int code, const std::string& message) {
  static constexpr std::string_view mark = "constraint failed: ";
  const std::size_t found = message.find(mark);
  if (code == SQLITE_CONSTRAINT_FOREIGNKEY) return "foreign_key";
  if (found == std::string::npos) return message;  // RAISE in a trigger: its own words
  const std::string_view subject = std::string_view(message).substr(found + mark.size());
  const bool is_key = code == SQLITE_CONSTRAINT_UNIQUE || code == SQLITE_CONSTRAINT_PRIMARYKEY || code == SQLITE_CONSTRAINT_ROWID;
  if (!is_key) return std::string(subject);  // CHECK: its name; NOT NULL: table.column
  if (subject.starts_with("index '")) return std::string(subject.substr(7, subject.size() - 8));
  return key_name(database, code != SQLITE_CONSTRAINT_UNIQUE, subject);
}

}  // namespace slipway::store
