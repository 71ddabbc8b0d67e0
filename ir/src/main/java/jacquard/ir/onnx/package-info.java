/// Graphs as ONNX files: inference in the operators of opset 20, in the protocol buffers that `org.tribuo:tribuo-util-onnx` carries.
///
/// [OnnxExport] is the entry. [Translation] goes through a graph and gives each node to the class of its family, such as [PoolingNodes];
/// what has no operator of its own goes through its expansion, its scalar body ([ScalarNodes]) or its structure ([StructureNodes]).
/// [OnnxGraph] collects what comes of it. The library is optional: only this package uses it, and nobody who writes no ONNX loads it.
@NullMarked
package jacquard.ir.onnx;

import org.jspecify.annotations.NullMarked;
