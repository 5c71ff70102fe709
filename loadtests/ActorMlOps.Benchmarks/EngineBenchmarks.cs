using System.Runtime.InteropServices;
using ActorMlOps.Inference;
using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Toolchains.InProcess.NoEmit;
using Microsoft.ML.OnnxRuntime;
using Perfolizer.Horology;

namespace ActorMlOps.Benchmarks;

/// <summary>
/// A run of <see cref="Rows"/> fresh rows through the engine, beside ONNX Runtime by hand: an IoBinding that is bound once, and OrtValues
/// made for every run. The mean is CPU time of the process (not wall clock) per run, whatever else the machine does; the engine's
/// allocation should be that of the reply alone.
/// </summary>
[MemoryDiagnoser]
[Config(typeof(CpuTime))]
public class EngineBenchmarks
{
    private const int Pool = 4_096;

    private readonly RunOptions _options = new();
    private float[] _pool = [];
    private float[] _bound = [];
    private byte[] _rows = [];
    private byte[][] _answers = [];
    private TensorData[] _inputs = [];
    private OnnxEngine _engine = null!;
    private InferenceSession _session = null!;
    private OrtIoBinding _binding = null!;
    private long[] _shape = [];
    private string[] _outputNames = [];
    private int _width;
    private int _next;

    /// <summary>A logistic regression, trees, a perceptron with two hidden layers.</summary>
    [Params("elec2/v1", "elec2/v2", "elec2/v4")]
    public string Model { get; set; } = "";

    /// <summary>Rows a run.</summary>
    [Params(1, 64)]
    public int Rows { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        var file = File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Models", Model, "model.onnx"));
        _engine = OnnxModel.Load(file, new EngineOptions { Lanes = 1 });
        _width = _engine.Signature.RowShape(0)[0];
        var random = new Random(42);
        _pool = new float[(Pool + Rows) * _width];
        for (var i = 0; i < _pool.Length; i++)
            _pool[i] = random.NextSingle();
        _rows = new byte[Rows * _width * sizeof(float)];
        _inputs = [new TensorData(_rows)];

        using var options = new SessionOptions { IntraOpNumThreads = 1, InterOpNumThreads = 1 };
        options.AddSessionConfigEntry("session.intra_op.allow_spinning", "0");
        _session = new InferenceSession(file, options);
        _outputNames = [.. _session.OutputNames];
        _shape = [Rows, _width];
        _bound = GC.AllocateArray<float>(Rows * _width, pinned: true);
        _binding = _session.CreateIoBinding();
        _binding.BindInput(_session.InputNames[0], OrtValue.CreateTensorValueFromMemory(_bound, _shape));
        _answers = new byte[_outputNames.Length][];
        for (var o = 0; o < _outputNames.Length; o++)
        {
            var info = _engine.Signature.Outputs[o];
            var shape = new long[] { Rows }.Concat(info.Shape.Skip(1).Select(d => (long)d)).ToArray();
            var elements = shape.Aggregate(1L, (a, b) => a * b);
            _answers[o] = GC.AllocateArray<byte>((int)elements * info.Type.Size(), pinned: true);
            _binding.BindOutput(_outputNames[o], info.Type == TensorType.Int64
                ? Value<long>(_answers[o], shape)
                : Value<float>(_answers[o], shape));
        }
    }

    [GlobalCleanup]
    public void Cleanup()
    {
        _binding.Dispose();
        _session.Dispose();
        _engine.Dispose();
    }

    [Benchmark(Baseline = true)]
    public void RawIoBinding()
    {
        Fresh().CopyTo(_bound);
        _session.RunWithBinding(_options, _binding);
    }

    [Benchmark]
    public TensorData[] NaiveOrtValue()
    {
        Fresh().CopyTo(_bound);
        using var input = OrtValue.CreateTensorValueFromMemory(_bound, _shape);
        using var outputs = _session.Run(_options, _session.InputNames, [input], _outputNames);
        var answers = new TensorData[outputs.Count];
        for (var o = 0; o < answers.Length; o++)
            answers[o] = new(outputs[o].GetTensorMutableRawData().ToArray());
        return answers;
    }

    [Benchmark]
    public TensorData[] Engine()
    {
        Fresh().CopyTo(MemoryMarshal.Cast<byte, float>(_rows.AsSpan()));
        return _engine.Run(Rows, _inputs);
    }

    private static OrtValue Value<T>(byte[] pinned, long[] shape)
        where T : unmanaged =>
        OrtValue.CreateTensorValueWithData(
            OrtMemoryInfo.DefaultInstance,
            typeof(T) == typeof(long) ? Microsoft.ML.OnnxRuntime.Tensors.TensorElementType.Int64 : Microsoft.ML.OnnxRuntime.Tensors.TensorElementType.Float,
            shape,
            Marshal.UnsafeAddrOfPinnedArrayElement(pinned, 0),
            pinned.Length);

    // Other rows every time: a tree's branches are learnt by heart otherwise.
    private Span<float> Fresh()
    {
        _next = (_next + Rows) % Pool;
        return _pool.AsSpan(_next * _width, Rows * _width);
    }

    private sealed class CpuTime : ManualConfig
    {
        public CpuTime() => AddJob(Job.Default
            .WithToolchain(InProcessNoEmitToolchain.Instance)
            .WithClock(new ProcessClock())
            .WithWarmupCount(4)
            .WithIterationCount(12));
    }

    private sealed class ProcessClock : IClock
    {
        public string Title => "process CPU time";

        public bool IsAvailable => OperatingSystem.IsLinux();

        public Frequency Frequency => new(1_000_000_000);

        public long GetTimestamp()
        {
            _ = GetTime(2, out var time);
            return (time.Seconds * 1_000_000_000) + time.Nanoseconds;
        }

        [DllImport("libc", EntryPoint = "clock_gettime")]
        private static extern int GetTime(int clock, out TimeSpec time);

        private struct TimeSpec
        {
            public long Seconds;
            public long Nanoseconds;
        }
    }
}
