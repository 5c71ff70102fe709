using System.Buffers;
using System.Buffers.Binary;
using Microsoft.ML.OnnxRuntime;

namespace ActorMlOps.Inference;

/// <summary>An ONNX Runtime session that runs tensors given as bytes.</summary>
internal sealed class RunnableSession(InferenceSession session, TensorInfo[] inputs, TensorInfo[] outputs, EngineOptions options) : IDisposable
{
    private const int KeptSlots = 16;

    private readonly string[] _inputNames = Array.ConvertAll(inputs, i => i.Name);
    private readonly string[] _outputNames = Array.ConvertAll(outputs, o => o.Name);
    private readonly RunSlot?[] _slots = new RunSlot?[KeptSlots];
    private int[][] _inputRows = [];
    private int[][] _outputRows = [];
    private volatile RunLayout? _layout;

    /// <summary>Must be called once before <see cref="Run"/>, with what the probe found.</summary>
    public void Use(ModelSignature signature)
    {
        _inputRows = [.. Enumerable.Range(0, inputs.Length).Select(i => signature.RowShape(i).ToArray())];
        _outputRows = [.. Enumerable.Range(0, outputs.Length).Select(o => signature.OutputRowShape(o).ToArray())];
        _layout = RunLayout.Of(signature);
    }

    public int[] DeclaredRowShape(int input) => _inputRows[input];

    /// <summary>No slot may be in use.</summary>
    public void Dispose()
    {
        // Bindings refer to the session.
        foreach (var slot in _slots)
            slot?.Dispose();
        session.Dispose();
    }

    /// <summary>What a run needs, to be given back.</summary>
    public RunSlot Rent()
    {
        for (int i = 0; i < KeptSlots; i++)
            if (Volatile.Read(ref _slots[i]) is not null && Interlocked.Exchange(ref _slots[i], null) is { } slot)
                return slot;
        return new RunSlot(new RunGuard(options.RunTimeout), _layout is { } layout ? new RunBuffers(session, layout) : null);
    }

    public void Return(RunSlot slot)
    {
        for (int i = 0; i < KeptSlots; i++)
            if (Volatile.Read(ref _slots[i]) is null && Interlocked.CompareExchange(ref _slots[i], slot, null) is null)
                return;
        slot.Dispose();
    }

    /// <summary>Runs checked inputs and copies the outputs.</summary>
    /// <exception cref="OnnxRuntimeException">The model failed.</exception>
    /// <exception cref="RunExpiredException">It took too long.</exception>
    /// <exception cref="InferenceException">It gave another number of rows than it got.</exception>
    public TensorData[] Run(RunSlot slot, int rows, ReadOnlySpan<TensorData> data, ModelSignature signature)
    {
        if (_layout is null || slot.Buffers is not { } buffers || !buffers.TryReserve(rows))
            return RunFree(slot.Guard, rows, data, signature);
        buffers.Fill(rows, data);
        slot.Guard.Begin();
        try
        {
            buffers.Run(rows, slot.Guard.Options);
            slot.Guard.End();
            return buffers.Take(rows);
        }
        catch (OnnxRuntimeException e)
        {
            if (slot.Guard.End())
                throw slot.Guard.Expired(e);
        }
        // The rows may be bad, or an output not shaped as the file declares: only a run that binds no outputs tells.
        var answer = RunFree(slot.Guard, rows, data, signature);
        _layout = null;
        return answer;
    }

    /// <summary>As <see cref="Run"/>, with memory of the run's own.</summary>
    public TensorData[] RunFree(RunGuard guard, int rows, ReadOnlySpan<TensorData> data, ModelSignature signature)
    {
        bool batched = signature.Batch != BatchMode.Whole;
        var shapes = new long[data.Length][];
        for (int i = 0; i < shapes.Length; i++)
            shapes[i] = WithRows(data[i].RowShape ?? _inputRows[i], batched ? rows : null);
        using var values = RunRaw(guard, data, shapes);
        var results = new TensorData[outputs.Length];
        for (int o = 0; o < results.Length; o++)
            results[o] = Read(o, values[o], batched ? rows : null);
        return results;
    }

    /// <summary>Runs tensors of the given full shapes.</summary>
    /// <exception cref="RunExpiredException">It took too long.</exception>
    public IDisposableReadOnlyCollection<OrtValue> RunRaw(RunGuard guard, ReadOnlySpan<TensorData> data, long[][] shapes)
    {
        var pins = new MemoryHandle[data.Length];
        var values = new OrtValue[data.Length];
        try
        {
            for (int i = 0; i < values.Length; i++)
                values[i] = inputs[i].Type == TensorType.Bytes
                    ? Strings(data[i].Data.Span, shapes[i])
                    : Pinned(data[i].Data, inputs[i].Type, shapes[i], out pins[i]);
            guard.Begin();
            try
            {
                return session.Run(guard.Options, _inputNames, values, _outputNames);
            }
            catch (OnnxRuntimeException e) when (guard.End())
            {
                throw guard.Expired(e);
            }
            finally
            {
                guard.End();
            }
        }
        finally
        {
            for (int i = 0; i < values.Length; i++)
            {
                values[i]?.Dispose();
                pins[i].Dispose();
            }
        }
    }

    private static unsafe OrtValue Pinned(ReadOnlyMemory<byte> data, TensorType type, long[] shape, out MemoryHandle pin)
    {
        // An empty memory pins to null, which the runtime refuses.
        if (data.IsEmpty)
            data = new byte[8];
        pin = data.Pin();
        if ((nuint)pin.Pointer % (nuint)type.Size() != 0)
        {
            // Native kernels may assume that elements lie where the compiler would put them; a slice of a message need not.
            pin.Dispose();
            pin = new ReadOnlyMemory<byte>(data.ToArray()).Pin();
        }
        return OrtValue.CreateTensorValueWithData(
            OrtMemoryInfo.DefaultInstance, type.ToRuntime(), shape, (nint)pin.Pointer, TensorBytes(type, shape));
    }

    private static long TensorBytes(TensorType type, long[] shape)
    {
        long bytes = type.Size();
        foreach (long dimension in shape)
            bytes *= dimension;
        return bytes;
    }

    private static OrtValue Strings(ReadOnlySpan<byte> data, long[] shape)
    {
        var value = OrtValue.CreateTensorWithEmptyStrings(OrtAllocator.DefaultInstance, shape);
        for (int i = 0; !data.IsEmpty; i++)
        {
            int length = (int)BinaryPrimitives.ReadUInt32LittleEndian(data);
            if (length > 0)
                value.StringTensorSetElementAt(data.Slice(4, length), i);
            data = data[(4 + length)..];
        }
        return value;
    }

    private TensorData Read(int output, OrtValue value, int? rows)
    {
        if (!value.IsTensor)
            throw new InferenceException($"Output '{_outputNames[output]}' is not a tensor.");
        var info = value.GetTensorTypeAndShape();
        long[] shape = info.Shape;
        if (rows is { } expected && (shape.Length == 0 || shape[0] != expected))
            throw new InferenceException(
                $"Output '{_outputNames[output]}' has shape [{string.Join(", ", shape)}] for {expected} rows: its first dimension does not count rows.");
        int[] rowShape = RowShape(output, rows is null ? shape : shape.AsSpan(1));
        return new TensorData(info.IsString ? ReadStrings(value, info.ElementCount) : value.GetTensorMutableRawData().ToArray(), rowShape);
    }

    // The declared shape object where it holds, to spare the garbage.
    private int[] RowShape(int output, ReadOnlySpan<long> shape)
    {
        int[] declared = _outputRows[output];
        bool same = declared.Length == shape.Length;
        for (int d = 0; same && d < declared.Length; d++)
            same = declared[d] == shape[d];
        return same ? declared : Array.ConvertAll(shape.ToArray(), d => checked((int)d));
    }

    private static byte[] ReadStrings(OrtValue value, long count)
    {
        var bytes = new ArrayBufferWriter<byte>();
        for (int i = 0; i < count; i++)
        {
            var text = value.GetStringElementAsSpan(i);
            BinaryPrimitives.WriteUInt32LittleEndian(bytes.GetSpan(4), (uint)text.Length);
            bytes.Advance(4);
            bytes.Write(text);
        }
        return bytes.WrittenSpan.ToArray();
    }

    private static long[] WithRows(int[] rowShape, int? rows)
    {
        int extra = rows is null ? 0 : 1;
        var shape = new long[rowShape.Length + extra];
        for (int d = 0; d < rowShape.Length; d++)
            shape[d + extra] = rowShape[d];
        if (rows is { } count)
            shape[0] = count;
        return shape;
    }
}
