# generated_sql: the named statements and the migrations as constants, compiled from SQL by tools/sql/compile.py.
# Its header is seen as "generated/sql/statements.h".
set(sql_out "${PROJECT_BINARY_DIR}/generated/sql/generated/sql")
file(GLOB sql_inputs CONFIGURE_DEPENDS
  "${PROJECT_SOURCE_DIR}/src/adapters/store/sql/*/*.sql" "${PROJECT_SOURCE_DIR}/schema/*/[0-9]*.sql")
# The outputs whose text did not change keep their time, so that not everything is compiled again; the stamp tells when it ran.
add_custom_command(
  OUTPUT "${sql_out}/stamp"
  BYPRODUCTS "${sql_out}/statements.h" "${sql_out}/statements.cpp" "${sql_out}/migrations.cpp"
  COMMAND Python3::Interpreter "${PROJECT_SOURCE_DIR}/tools/sql/compile.py"
    --statements "${PROJECT_SOURCE_DIR}/src/adapters/store/sql" --schema "${PROJECT_SOURCE_DIR}/schema" --out "${sql_out}"
  COMMAND "${CMAKE_COMMAND}" -E touch "${sql_out}/stamp"
  DEPENDS "${PROJECT_SOURCE_DIR}/tools/sql/compile.py" ${sql_inputs}
  COMMENT "Compiling SQL statements and migrations"
  VERBATIM)
add_custom_target(generate_sql DEPENDS "${sql_out}/stamp")

set_source_files_properties("${sql_out}/statements.cpp" "${sql_out}/migrations.cpp" PROPERTIES GENERATED TRUE)
add_library(generated_sql STATIC "${sql_out}/statements.cpp" "${sql_out}/migrations.cpp")
add_dependencies(generated_sql generate_sql)
target_link_libraries(generated_sql PRIVATE slipway_options)
# statement.h needs nothing else of the store, so there is no cycle: adapters_store links this target.
target_include_directories(generated_sql
  PUBLIC "${PROJECT_BINARY_DIR}/generated/sql"
  PRIVATE "${PROJECT_BINARY_DIR}/include/adapters_store")
