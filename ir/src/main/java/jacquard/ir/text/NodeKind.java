package jacquard.ir.text;

import jacquard.ir.graph.CompositeOp;
import jacquard.ir.graph.Constant;
import jacquard.ir.graph.Input;
import jacquard.ir.graph.Op;
import jacquard.ir.graph.State;
import jacquard.ir.graph.StructuredOp;
import jacquard.ir.op.Fused;
import jacquard.ir.op.contraction.Contraction;
import jacquard.ir.op.elementwise.Elementwise;
import jacquard.ir.op.index.Indexed;
import jacquard.ir.op.pooling.Pooling;
import jacquard.ir.op.reduction.Reduction;
import jacquard.ir.op.shape.Concat;
import jacquard.ir.op.shape.Fold;
import jacquard.ir.op.shape.View;

/// The family of an op, and the colour pictures give it.
public enum NodeKind {
  INPUT("#cfe2f3"), STATE("#d9d2e9"), CONSTANT("#eeeeee"), ELEMENTWISE("#d9ead3"), CONTRACTION("#f9cb9c"), POOLING("#fff2cc"),
  REDUCTION("#fce5cd"), VIEW("#f3f3f3"), INDEXED("#d0e0f8"), GENERIC("#d0e0e3"), FUSED("#ea9999"), COMPOSITE("#b6d7a8");

  private final String colour;

  NodeKind(String colour) {
    this.colour = colour;
  }

  String colour() {
    return colour;
  }

  public static NodeKind of(Op op) {
    return switch (op) {
      case Input i -> INPUT;
      case State s -> STATE;
      case Constant c -> CONSTANT;
      case Elementwise e -> ELEMENTWISE;
      case Contraction c -> CONTRACTION;
      case Pooling p -> POOLING;
      case Reduction r -> REDUCTION;
      case View v -> VIEW;
      case Indexed i -> INDEXED;
      case Concat c -> VIEW;
      case Fold f -> VIEW;
      case Fused f -> FUSED;
      case StructuredOp s -> GENERIC;
      case CompositeOp c -> COMPOSITE;
    };
  }
}
