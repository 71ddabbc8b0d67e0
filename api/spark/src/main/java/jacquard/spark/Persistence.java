package jacquard.spark;

import jacquard.api.Model;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.function.BiFunction;
import org.apache.hadoop.fs.Path;
import org.apache.spark.ml.param.Params;
import org.apache.spark.ml.util.DefaultParamsReader;
import org.apache.spark.ml.util.DefaultParamsWriter;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.ml.util.MLWriter;
import org.apache.spark.sql.SparkSession;
import scala.Option;

/// Stages in a folder of any file system Spark knows: parameters as Spark ML writes them, the model's file beside them.
final class Persistence {
  private static final String FILE = "model.safetensors";

  private Persistence() {}

  static MLWriter writer(Params stage, byte[] model) {
    return new MLWriter() {
      @Override
      public void saveImpl(String path) {
        Path file = new Path(path, FILE);
        try (OutputStream out = file.getFileSystem(sparkSession().sessionState().newHadoopConf()).create(file, false)) {
          out.write(model);
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
        // Last, because a folder without it is no stage: one that was not written to its end cannot be loaded.
        DefaultParamsWriter.saveMetadata(stage, path, sparkSession(), Option.empty(), Option.empty());
      }
    };
  }

  /// Makes a stage by its uid and model.
  static <T extends Params> MLReader<T> reader(Class<T> kind, BiFunction<String, Model, T> made) {
    return new MLReader<>() {
      @Override
      public T load(String path) {
        SparkSession spark = sparkSession();
        DefaultParamsReader.Metadata metadata = DefaultParamsReader.loadMetadata(path, spark, kind.getName());
        Path file = new Path(path, FILE);
        try (InputStream in = file.getFileSystem(spark.sparkContext().hadoopConfiguration()).open(file)) {
          T stage = made.apply(metadata.uid(), ModelBytes.of(in.readAllBytes()).open());
          metadata.getAndSetParams(stage, Option.empty());
          return stage;
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
    };
  }
}
