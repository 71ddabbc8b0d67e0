/// From graphs to class files.
module jacquard.compiler {
  requires transitive jacquard.ir;
  requires transitive jacquard.runtime;
  requires com.google.common;
  requires ejml.core;
  requires ejml.ddense;
  requires org.objectweb.asm;
  requires org.objectweb.asm.tree;
  requires org.objectweb.asm.util;
  requires static jdk.incubator.vector;

  exports jacquard.compiler;
}
