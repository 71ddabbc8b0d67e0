/// What users see.
module jacquard.api {
  requires transitive jacquard.ir;
  requires jacquard.runtime;
  requires transitive jacquard.compiler;
  requires com.google.common;
  requires com.google.gson;
  requires java.desktop; // pictures and plots
  requires java.management;
  // Plots only.
  requires static org.knowm.xchart;

  // The command line only; absent when Jacquard is used as a library.
  requires static info.picocli;
  requires static me.tongfei.progressbar;

  exports jacquard.api;
  exports jacquard.api.data;
  exports jacquard.api.image;
  exports jacquard.api.layer;
  exports jacquard.api.look;
  exports jacquard.api.nets;
  exports jacquard.api.options;
  exports jacquard.api.report;
  exports jacquard.api.shard;
  exports jacquard.api.watch;
  exports jacquard.api.weights;

  opens jacquard.api.cli to info.picocli;
  opens jacquard.api.cli.option to info.picocli;
  opens jacquard.api.network to com.google.gson; // records of NetworkText
}
