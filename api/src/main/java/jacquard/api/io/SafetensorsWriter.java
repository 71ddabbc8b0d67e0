package jacquard.api.io;

import jacquard.ir.UserError;
import jacquard.ir.text.TensorFile;
import java.nio.file.Path;

/// Writes safetensors files.
final class SafetensorsWriter {
  private SafetensorsWriter() {}

  static void write(Path file, Safetensors content) {
    if (content.tensors().containsKey(TensorFile.METADATA)) {
      throw UserError.of("safetensors/name").problem("a tensor cannot be named %s", TensorFile.METADATA).where("%s", file)
          .fix("give the tensor another name").build();
    }
    AtomicFiles.write(file, out -> TensorFile.write(out, content.tensors(), content.metadata()));
  }
}
