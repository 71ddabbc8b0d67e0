/// Networks of ONNX files as bodies of models: [OnnxBody] runs the importer, [NetworkTarget] makes layers and parameters of what it finds.
/// Hidden from users.
@NullMarked
package jacquard.api.onnx;

import org.jspecify.annotations.NullMarked;
