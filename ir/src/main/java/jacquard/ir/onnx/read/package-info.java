/// ONNX files as graphs. [OnnxFile] reads one, every size checked before memory is taken; [OnnxImport] makes nodes of it, in a graph of its
/// own or, by way of an [ImportTarget], in whatever is being built. [Operators] is the table from operators to the class of their family,
/// such as [PoolingOps]; [ShapeArithmetic] is what is computed at import.
@NullMarked
package jacquard.ir.onnx.read;

import org.jspecify.annotations.NullMarked;
