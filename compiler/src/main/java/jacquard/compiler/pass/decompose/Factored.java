package jacquard.compiler.pass.decompose;

import jacquard.ir.NdArray;

/// A layer in two, with the weights of both.
public record Factored(Option option, NdArray first, NdArray second) {}
