// What files are that are big and made elsewhere. Data.

/** Endings of files that hold data, models or packed programs. */
export const dataEndings: ReadonlySet<string> = new Set([
  'safetensors', 'bin', 'onnx', 'pt', 'pth', 'ckpt', 'gguf', 'ggml', 'h5', 'hdf5', 'keras', 'pb', 'tflite', 'mlmodel', 'engine', 'npy', 'npz', 'pkl', 'joblib', 'parquet', 'arrow', 'feather', 'faiss',
  'tar', 'tgz', 'gz', 'bz2', 'xz', 'zst', 'zip', '7z', 'rar', 'jar', 'war', 'ear', 'whl', 'deb', 'rpm', 'apk', 'iso', 'img', 'so', 'a', 'dll', 'exe', 'run', 'msi', 'dump', 'mmdb', 'mp4', 'wav', 'flac', 'tif', 'tiff', 'pmtiles', 'mbtiles',
]);

/** Those that are big wherever they occur, so that a name is enough. */
export const bigEndings: ReadonlySet<string> = new Set(['safetensors', 'onnx', 'ckpt', 'gguf', 'ggml', 'pth', 'parquet', 'iso', 'mbtiles', 'pmtiles']);

/** Folders that builds write: what lies there changes with the sources. */
export const outputFolders: ReadonlySet<string> = new Set(['bin', 'build', 'dist', 'out', 'output', 'publish', 'release', 'target']);
