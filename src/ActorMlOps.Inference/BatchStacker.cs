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
    public ReadOnlySpan<TensorData> Stack(List<PendingRequest> requests)
    {
        for (int i = 0; i < _inputs.Length; i++)
        {
            int length = 0;
            foreach (var request in requests)
                length = checked(length + request.Request.Inputs[i].Data.Length);
            if (_buffers[i].Length < length)
                _buffers[i] = GC.AllocateUninitializedArray<byte>(length + (length / 2));
            int at = 0;
            foreach (var request in requests)
            {
                var data = request.Request.Inputs[i].Data;
                data.Span.CopyTo(_buffers[i].AsSpan(at));
                at += data.Length;
            }
            _inputs[i] = new TensorData(_buffers[i].AsMemory(0, length), engine.InputRowShape(i, requests[0].Request.Inputs[i]));
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
}
