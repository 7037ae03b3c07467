# The supervisor of nodes: a static program of its own, and the object file that carries it into the server's binary. It is never
# sanitized: it runs beside the server, not in it.
set(supervisor_folder "${PROJECT_SOURCE_DIR}/src/adapters/executors/process/supervisor")
file(GLOB supervisor_sources CONFIGURE_DEPENDS "${supervisor_folder}/program/*.cpp")
add_executable(slipway_supervisor ${supervisor_sources})
target_include_directories(slipway_supervisor PRIVATE "${PROJECT_SOURCE_DIR}/src")
target_compile_options(slipway_supervisor PRIVATE -Os -g0 -fno-exceptions -fno-rtti -fstack-protector-strong
  -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Wsign-conversion -Wold-style-cast $<$<BOOL:${SLIPWAY_WERROR}>:-Werror>)
target_link_options(slipway_supervisor PRIVATE -static -Wl,--gc-sections -Wl,-s
  $<$<CXX_COMPILER_ID:Clang>:-Wno-unused-command-line-argument>)  # CMake's -no-pie, which -static says already
set_target_properties(slipway_supervisor PROPERTIES POSITION_INDEPENDENT_CODE OFF UNITY_BUILD OFF
  RUNTIME_OUTPUT_DIRECTORY "${PROJECT_BINARY_DIR}/supervisor")

set(supervisor_object "${PROJECT_BINARY_DIR}/supervisor/slipway_supervisor.o")
add_custom_command(
  OUTPUT "${supervisor_object}"
  COMMAND "${CMAKE_LINKER}" -r -b binary -z noexecstack -o "${supervisor_object}" slipway_supervisor
  WORKING_DIRECTORY "${PROJECT_BINARY_DIR}/supervisor"
  DEPENDS slipway_supervisor
  COMMENT "Embedding the supervisor of nodes" VERBATIM)
