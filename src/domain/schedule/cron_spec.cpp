#include "domain/schedule/cron_spec.h"

#include <optional>
#include <string>
#include <vector>

#include "base/text.h"

namespace slipway::schedule {

namespace {

struct FieldRule {
  std::string_view name;
  int first;
  int last;
  std::string_view later;  // letters that are right here but cannot be run yet
};

constexpr FieldRule minute_rule{"minute", 0, 59, ""};
constexpr FieldRule hour_rule{"hour", 0, 23, ""};
constexpr FieldRule day_rule{"day", 1, 31, "LWC"};
constexpr FieldRule week_rule{"week", 1, 7, "LC#"};

struct Field {
  std::uint64_t values = 0;
  bool is_open = false;  // * or "?": every value
  bool is_later = false;
};

base::Error wrong_cron(std::string_view problem) {
  return base::invalid_argument("schedule.not_valid", "the cron expression is not valid: " + std::string(problem));
}

base::Error wrong_field(const FieldRule& rule, std::string_view text, std::string_view problem) {
  return wrong_cron("the " + std::string(rule.name) + " field \"" + base::replace_invalid_utf8(text) + "\" " +
                    std::string(problem));
}

std::string limits_of(const FieldRule& rule) {
  return "must hold numbers from " + std::to_string(rule.first) + " to " + std::to_string(rule.last);
}

std::uint64_t values_between(int first, int last, int step) {
  std::uint64_t values = 0;
  for (int value = first; value <= last; value += step) values |= std::uint64_t{1} << value;
  return values;
}

// One or two digits, as large as the field allows; a sign is no digit.
std::optional<int> parse_field_number(const FieldRule& rule, std::string_view text, int smallest) {
  if (text.empty() || text.size() > 2 || text.front() == '-') return std::nullopt;
  const auto number = base::parse_integer(text);
  if (!number || *number < smallest || *number > rule.last) return std::nullopt;
  return static_cast<int>(*number);
}

// "5", "5-10", "*", and each with "/step"; "5/10" goes on to the end of the field.
Result<std::uint64_t> parse_item(const FieldRule& rule, std::string_view field, std::string_view item) {
  const auto slash = item.find('/');
  const bool has_step = slash != std::string_view::npos;
  const auto range = item.substr(0, slash);
  const auto step = has_step ? parse_field_number(rule, item.substr(slash + 1), 1) : 1;
  if (!step) return wrong_field(rule, field, "has a step that is not from 1 to " + std::to_string(rule.last));
  if (range == "*") return values_between(rule.first, rule.last, *step);

  const auto dash = range.find('-');
  const bool has_end = dash != std::string_view::npos;
  const auto first = parse_field_number(rule, range.substr(0, dash), rule.first);
  const auto last = has_end ? parse_field_number(rule, range.substr(dash + 1), rule.first) : first;
  if (!first || !last) return wrong_field(rule, field, limits_of(rule));
  if (*last < *first) return wrong_field(rule, field, "has a range that runs backwards");
  return values_between(*first, has_step && !has_end ? rule.last : *last, *step);
}

bool is_number_between(std::string_view text, int first, int last) {
  const auto number = parse_field_number({"", first, last, ""}, text, first);
  return number.has_value();
}

// Right, but for later: of days "L", "LW", "L-3", "15W", "5C", of weekdays "L", "6L", "6#3", "1C".
bool is_later_item(const FieldRule& rule, std::string_view item) {
  if (rule.later.empty() || item.find_first_of("LWC#") == std::string_view::npos) return false;
  if (item == "L") return true;
  const bool is_weekday = rule.later.find('#') != std::string_view::npos;
  if (!is_weekday && (item == "LW" || (item.starts_with("L-") && is_number_between(item.substr(2), 1, 30)))) return true;
  if (const auto hash = item.find('#'); is_weekday && hash != std::string_view::npos)
    return is_number_between(item.substr(0, hash), rule.first, rule.last) && is_number_between(item.substr(hash + 1), 1, 5);
  const std::string_view behind_a_number = is_weekday ? "LC" : "WC";
  return behind_a_number.find(item.back()) != std::string_view::npos &&
         is_number_between(item.substr(0, item.size() - 1), rule.first, rule.last);
}

Result<Field> parse_field(const FieldRule& rule, std::string_view text) {
  const bool may_be_left_open = !rule.later.empty();
  if (text == "*" || (text == "?" && may_be_left_open)) return Field{values_between(rule.first, rule.last, 1), true, false};
  Field field;
  for (const auto item : base::split(text, ',')) {
    if (is_later_item(rule, item)) {
      field.is_later = true;
      continue;
    }
    TRY_LET(values, parse_item(rule, text, item));
    field.values |= values;
  }
  return field;
}

std::vector<std::string_view> words_of(std::string_view text) {
  std::vector<std::string_view> words;
  for (const auto word : base::split(text, ' '))
    if (!word.empty()) words.push_back(word);
  return words;
}

}  // namespace

Result<CronSpec> CronSpec::parse(std::string_view text) {
  if (text.size() > cron_size_max) return wrong_cron("it is longer than " + std::to_string(cron_size_max) + " characters");
  const auto fields = words_of(text);
  if (fields.size() != 6)
    return wrong_cron("it must have six fields (second, minute, hour, day, month, week), not " + std::to_string(fields.size()));
  if (fields[0] != "0" && fields[0] != "00") return wrong_cron("the second field must be 0");
  TRY_LET(minute, parse_field(minute_rule, fields[1]));
  TRY_LET(hour, parse_field(hour_rule, fields[2]));
  TRY_LET(day, parse_field(day_rule, fields[3]));
  if (fields[4] != "*") return wrong_cron("the month field must be *");
  TRY_LET(week, parse_field(week_rule, fields[5]));
  if (!day.is_open && !week.is_open) return wrong_cron("only one of the day and week fields may be set; put ? into the other");
  if (fields[3] == "?" && fields[5] == "?") return wrong_cron("only one of the day and week fields may be ?");
  if (day.is_later || week.is_later) {
    return base::invalid_argument("schedule.not_yet", "L, W, C and # in the " + std::string(day.is_later ? "day" : "week") +
                                                          " field of a cron expression cannot be run yet");
  }

  CronSpec spec;
  spec.minutes_ = minute.values;
  spec.hours_ = hour.values;
  spec.days_ = day.values;
  spec.weekdays_ = week.values;
  return spec;
}

}  // namespace slipway::schedule
