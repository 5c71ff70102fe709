namespace ActorMlOps.Inference;

/// <summary>Joins the inputs of a lane's requests in buffers that are kept, and gives each request its rows of the outputs.</summary>
internal sealed class BatchStacker(OnnxEngine engine)
{
    // More than this is given back to the garbage collector after the batch.
    private const int KeptBytes = 1 << 20;

    private readonly TensorData[] _inputs = new TensorData[engine.Signature.Inputs.Length];
    private readonly byte[][] _buffers = [.. engine.Signature.Inputs.Select(_ => Array.Empty<byte>())];

    /// <summary>The inputs of one request, row shapes filled in; shares its memory. Valid until the next call.</summary>
    public ReadOnlySpan<TensorData> Alone(in InferenceRequest request)
    {
        for (int i = 0; i < _inputs.Length; i++)
            _inputs[i] = request.Inputs[i] with { RowShape = engine.InputRowShape(i, request.Inputs[i]) };
        return _inputs;
    }

    /// <summary>The inputs of several requests one after the other. Valid until the next call.</summary>
    /// <param name="requests">They can be stacked.</param>
    /// <param name="rows">Rows of all of them.</param>
    /// <param name="run">Where the run reads from, if there is such memory; null: memory of the stacker's own.</param>
    public ReadOnlySpan<TensorData> Stack(List<PendingRequest> requests, int rows, RunBuffers? run)
    {
        if (run is not null && !run.TryReserve(rows))
            run = null;
        for (int i = 0; i < _inputs.Length; i++)
        {
            var stack = run is null ? Own(requests, i) : run.Input(i, rows);
            var rest = stack;
            foreach (var request in requests)
            {
                var data = request.Request.Inputs[i].Data;
                data.CopyTo(rest);
                rest = rest[data.Length..];
            }
            _inputs[i] = new TensorData(stack, engine.InputRowShape(i, requests[0].Request.Inputs[i]));
        }
        return _inputs;
    }

    /// <summary>Cuts <paramref name="outputs"/> into one array per request.</summary>
    public void Split(TensorData[] outputs, List<PendingRequest> requests, List<TensorData[]> parts)
    {
        foreach (var _ in requests)
            parts.Add(new TensorData[outputs.Length]);
        for (int o = 0; o < outputs.Length; o++)
        {
            var rest = outputs[o];
            for (int r = 0; r < requests.Count; r++)
            {
                parts[r][o] = TensorRows.Slice(engine.Signature.Outputs[o].Type, rest, 0, requests[r].Request.Rows);
                rest = rest with { Data = rest.Data[parts[r][o].Data.Length..] };
            }
        }
    }

    /// <summary>Lets go of requests' memory and of large buffers.</summary>
    public void Release()
    {
        Array.Clear(_inputs);
        for (int i = 0; i < _buffers.Length; i++)
            if (_buffers[i].Length > KeptBytes)
                _buffers[i] = [];
    }

    private Memory<byte> Own(List<PendingRequest> requests, int input)
    {
        int length = 0;
        foreach (var request in requests)
            length = checked(length + request.Request.Inputs[input].Data.Length);
        if (_buffers[input].Length < length)
            _buffers[input] = GC.AllocateUninitializedArray<byte>(length + (length / 2));
        return _buffers[input].AsMemory(0, length);
    }
}
