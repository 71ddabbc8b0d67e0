/// Runs compiled programs: class loading, memory, worker threads.
module jacquard.runtime {
  requires transitive jacquard.ir;
  // Only generated code uses it; present when the user adds `--add-modules jdk.incubator.vector`.
  requires static jdk.incubator.vector;

  exports jacquard.runtime;
}
