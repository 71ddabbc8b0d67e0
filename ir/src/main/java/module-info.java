/// The intermediate representation: graphs, ops, autodiff, loop nests, text, verifier, reference evaluator.
module jacquard.ir {
  requires com.google.common;
  // Annotations only: the other modules see them through this one, and nobody needs them to run.
  requires static transitive org.jspecify;
  requires static transitive com.google.errorprone.annotations;

  exports jacquard.ir;
  exports jacquard.ir.eval;
  exports jacquard.ir.grad;
  exports jacquard.ir.graph;
  exports jacquard.ir.loop;
  exports jacquard.ir.op;
  exports jacquard.ir.text;
  exports jacquard.ir.verify;
}
