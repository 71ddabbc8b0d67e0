package jacquard.ir.onnx;

import jacquard.ir.UserError;
import java.util.List;

/// The optional library that carries ONNX's protocol buffers.
///
/// Errors   `onnx/library`
public final class OnnxLibrary {
  private static final String LIBRARY = "org.tribuo:tribuo-util-onnx:4.3.2";

  private OnnxLibrary() {}

  /// Refuses to go on where it is not there, before a class of it is needed.
  public static void require() {
    try {
      for (String name : List.of("ai.onnx.proto.OnnxMl", "com.google.protobuf.CodedOutputStream")) {
        Class<?> type = Class.forName(name, false, OnnxLibrary.class.getClassLoader());
        // Where it lies on the class path and we do not, no declaration says that we read it.
        OnnxLibrary.class.getModule().addReads(type.getModule());
      }
    } catch (ClassNotFoundException e) {
      throw UserError.of("onnx/library").problem("the library for ONNX files is not there").got("%s", e)
          .expected("%s and its protobuf-java on the class path, or on the module path", LIBRARY)
          .fix("add the dependency %s; with modules also --add-modules org.tribuo.util.onnx,com.google.protobuf", LIBRARY).cause(e).build();
    }
  }
}
