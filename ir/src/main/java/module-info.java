/// The intermediate representation: graphs, ops, autodiff, loop nests, text, verifier, reference evaluator.
module jacquard.ir {
  requires com.google.common;
  requires com.google.gson;
  // Annotations only: the other modules see them through this one, and nobody needs them to run.
  requires static transitive org.jspecify;
  requires static transitive com.google.errorprone.annotations;
  // ONNX files only; absent where nobody writes any.
  requires static com.google.protobuf;
  requires static org.tribuo.util.onnx;

  exports jacquard.ir;
  exports jacquard.ir.eval;
  exports jacquard.ir.grad;
  exports jacquard.ir.graph;
  exports jacquard.ir.io;
  exports jacquard.ir.loop;
  exports jacquard.ir.onnx;
  exports jacquard.ir.onnx.read;
  exports jacquard.ir.op;
  exports jacquard.ir.op.contraction;
  exports jacquard.ir.op.elementwise;
  exports jacquard.ir.op.index;
  exports jacquard.ir.op.loss;
  exports jacquard.ir.op.normalization;
  exports jacquard.ir.op.pooling;
  exports jacquard.ir.op.reduction;
  exports jacquard.ir.op.shape;
  exports jacquard.ir.text;
  exports jacquard.ir.verify;
}
