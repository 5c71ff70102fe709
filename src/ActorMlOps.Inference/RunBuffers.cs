using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;

namespace ActorMlOps.Inference;

/// <summary>
/// Pinned memory that the inputs of a run are put into and its outputs come out of, bound to the session once per number of rows: a run
/// allocates nothing but what it hands out. For one run at a time.
/// </summary>
internal sealed class RunBuffers(InferenceSession session, RunLayout layout) : IDisposable
{
    // Larger runs take longer than their garbage.
    private const int MaxBytes = 1 << 20;

    // Row counts of micro-batches cluster; each costs some kilobytes of native memory.
    private const int MaxBindings = 48;

    private const int FirstRows = 16;

    private readonly Dictionary<int, Binding> _bindings = [];
    private readonly int[] _inputs = new int[layout.Inputs.Length];
    private readonly int[] _outputs = new int[layout.Outputs.Length];
    private byte[] _memory = [];
    private int _rows;
    private long _runs;

    /// <summary>Makes room for rows; false if there are too many of them.</summary>
    public bool TryReserve(int rows)
    {
        if (rows <= _rows)
            return true;
        if (layout.Bytes(rows) > MaxBytes)
            return false;
        int room = Math.Max(FirstRows, (int)Math.Min(1 << 20, System.Numerics.BitOperations.RoundUpToPowerOf2((uint)rows)));
        Allocate(layout.Bytes(room) <= MaxBytes ? room : rows);
        return true;
    }

    /// <summary>Where an input of that many rows is to be put. Valid until more rows are reserved.</summary>
    public Memory<byte> Input(int input, int rows) => _memory.AsMemory(_inputs[input], rows * layout.Inputs[input].RowBytes);

    /// <summary>Copies the inputs in, unless they are in already.</summary>
    public void Fill(int rows, ReadOnlySpan<TensorData> inputs)
    {
        for (int i = 0; i < inputs.Length; i++)
        {
            var from = inputs[i].Data.Span;
            var to = Input(i, rows).Span;
            if (!Unsafe.AreSame(ref MemoryMarshal.GetReference(from), ref MemoryMarshal.GetReference(to)))
                from.CopyTo(to);
        }
    }

    /// <summary>Runs what was filled in.</summary>
    /// <exception cref="OnnxRuntimeException">The model failed, or an output has another shape than declared.</exception>
    public void Run(int rows, RunOptions options)
    {
        if (!_bindings.TryGetValue(rows, out var bound))
        {
            bound = new Binding(Bind(rows));
            if (_bindings.Count == MaxBindings)
                Forget();
            _bindings.Add(rows, bound);
        }
        bound.LastRun = ++_runs;
        session.RunWithBinding(options, bound.Io);
    }

    /// <summary>Copies of the outputs, which are the caller's.</summary>
    public TensorData[] Take(int rows)
    {
        int length = 0;
        foreach (var slot in layout.Outputs)
            length += Reply(rows, slot);
        var reply = GC.AllocateUninitializedArray<byte>(length);
        var outputs = new TensorData[layout.Outputs.Length];
        int at = 0;
        for (int o = 0; o < outputs.Length; o++)
        {
            var slot = layout.Outputs[o];
            int bytes = rows * slot.RowBytes;
            _memory.AsSpan(_outputs[o], bytes).CopyTo(reply.AsSpan(at));
            outputs[o] = new TensorData(reply.AsMemory(at, bytes), slot.RowShape);
            at += Reply(rows, slot);
        }
        return outputs;
    }

    public void Dispose() => Release();

    // Elements of 8 bytes lie at multiples of 8.
    private static int Reply(int rows, RunLayout.Slot slot) => ((rows * slot.RowBytes) + 7) & -8;

    private void Allocate(int rows)
    {
        Release();
        _memory = GC.AllocateUninitializedArray<byte>((int)layout.Bytes(rows), pinned: true);
        int at = RunLayout.Padding(Address(0));
        Place(layout.Inputs, _inputs);
        Place(layout.Outputs, _outputs);
        _rows = rows;

        void Place(RunLayout.Slot[] slots, int[] offsets)
        {
            for (int i = 0; i < slots.Length; i++)
            {
                offsets[i] = at;
                at += (int)RunLayout.Aligned(rows, slots[i]);
            }
        }
    }

    private void Release()
    {
        foreach (var binding in _bindings.Values)
            binding.Io.Dispose();
        _bindings.Clear();
    }

    private OrtIoBinding Bind(int rows)
    {
        var binding = session.CreateIoBinding();
        try
        {
            for (int i = 0; i < _inputs.Length; i++)
                using (var value = Value(layout.Inputs[i], rows, _inputs[i]))
                    binding.BindInput(layout.Inputs[i].Name, value);
            for (int o = 0; o < _outputs.Length; o++)
                using (var value = Value(layout.Outputs[o], rows, _outputs[o]))
                    binding.BindOutput(layout.Outputs[o].Name, value);
            return binding;
        }
        catch
        {
            binding.Dispose();
            throw;
        }
    }

    private OrtValue Value(RunLayout.Slot slot, int rows, int at) => OrtValue.CreateTensorValueWithData(
        OrtMemoryInfo.DefaultInstance, slot.Type.ToRuntime(), slot.Shape(rows), Address(at), rows * (long)slot.RowBytes);

    private nint Address(int at) => Marshal.UnsafeAddrOfPinnedArrayElement(_memory, at);

    private void Forget()
    {
        var (rows, oldest) = _bindings.MinBy(b => b.Value.LastRun);
        oldest.Io.Dispose();
        _bindings.Remove(rows);
    }

    private sealed class Binding(OrtIoBinding io)
    {
        public OrtIoBinding Io => io;

        public long LastRun { get; set; }
    }
}
