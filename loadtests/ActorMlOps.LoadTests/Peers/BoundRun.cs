using Microsoft.ML.OnnxRuntime;
using SessionOptions = Microsoft.ML.OnnxRuntime.SessionOptions;

namespace ActorMlOps.LoadTests.Peers;

/// <summary>A run of the session with so many rows: values allocated and bound once, no allocation a run. One run at a time.</summary>
internal sealed class BoundRun : IDisposable
{
    private readonly InferenceSession _session;
    private readonly OrtIoBinding _binding;
    private readonly RunOptions _options = new();
    private readonly OrtValue[] _values;

    public BoundRun(InferenceSession session, int rows)
    {
        _session = session;
        Rows = rows;
        Input = new float[rows * RowLength(session)];
        Labels = new long[rows];
        Probabilities = new float[rows * Classes];
        _values =
        [
            OrtValue.CreateTensorValueFromMemory(Input, [rows, Input.Length / rows]),
            OrtValue.CreateTensorValueFromMemory(Labels, [rows]),
            OrtValue.CreateTensorValueFromMemory(Probabilities, [rows, Classes]),
        ];
        _binding = session.CreateIoBinding();
        _binding.BindInput("features", _values[0]);
        _binding.BindOutput("label", _values[1]);
        _binding.BindOutput("probabilities", _values[2]);
    }

    public const int Classes = 2;

    public int Rows { get; }

    public float[] Input { get; }

    public long[] Labels { get; }

    public float[] Probabilities { get; }

    public static int RowLength(InferenceSession session) => session.InputMetadata["features"].Dimensions[1];

    public static InferenceSession Load(string file)
    {
        using var options = new SessionOptions { IntraOpNumThreads = 1, InterOpNumThreads = 1 };
        options.AddSessionConfigEntry("session.intra_op.allow_spinning", "0");
        options.AddSessionConfigEntry("session.inter_op.allow_spinning", "0");
        return new(file, options);
    }

    public void Run() => _session.RunWithBinding(_options, _binding);

    public void Dispose()
    {
        _binding.Dispose();
        foreach (var value in _values)
            value.Dispose();
        _options.Dispose();
    }
}
