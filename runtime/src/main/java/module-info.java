/// Runs compiled programs: class loading, memory, worker threads.
module jacquard.runtime {
  requires transitive jacquard.ir;
  // Only generated code uses it; present when the user adds `--add-modules jdk.incubator.vector`.
  requires static jdk.incubator.vector;
  // Only runs that are recorded use it.
  requires static jdk.jfr;

  exports jacquard.runtime;
}
