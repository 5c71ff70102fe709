namespace ActorMlOps.Inference;

/// <summary>A request that is run a slice after another.</summary>
internal sealed class RunSlices
{
    private readonly OnnxEngine _engine;
    private readonly TensorData[] _inputs;
    private readonly TensorData[] _slice;
    private readonly List<TensorData>[] _parts;
    private readonly int _rows;
    private readonly int _maxRows;
    private int _first;

    /// <param name="engine">Tells the signature.</param>
    /// <param name="rows">Rows of the request.</param>
    /// <param name="inputs">All of them.</param>
    /// <param name="maxRows">Rows of a slice.</param>
    public RunSlices(OnnxEngine engine, int rows, ReadOnlySpan<TensorData> inputs, int maxRows)
    {
        _engine = engine;
        _rows = rows;
        _maxRows = maxRows;
        _inputs = inputs.ToArray();
        for (int i = 0; i < _inputs.Length; i++)
            _inputs[i] = _inputs[i] with { RowShape = engine.InputRowShape(i, _inputs[i]) };
        _slice = new TensorData[_inputs.Length];
        _parts = new List<TensorData>[engine.Signature.Outputs.Length];
        for (int o = 0; o < _parts.Length; o++)
            _parts[o] = [];
    }

    /// <summary>All inputs, row shapes filled in.</summary>
    public TensorData[] Inputs => _inputs;

    /// <summary>Rows of the next slice.</summary>
    public int Rows => Math.Min(_maxRows, _rows - _first);

    public bool Ended => _first == _rows;

    /// <summary>Inputs of the next slice; valid until the next call.</summary>
    public ReadOnlySpan<TensorData> Next()
    {
        for (int i = 0; i < _slice.Length; i++)
            _slice[i] = TensorRows.Slice(_engine.Signature.Inputs[i].Type, _inputs[i], _first, Rows);
        return _slice;
    }

    /// <summary>Takes the outputs of the slice and goes on to the next one.</summary>
    /// <exception cref="InferenceException">They are shaped otherwise than those before.</exception>
    public void Add(TensorData[] outputs)
    {
        for (int o = 0; o < outputs.Length; o++)
        {
            if (_first > 0 && !outputs[o].RowShape.AsSpan().SequenceEqual(_parts[o][0].RowShape))
                throw new InferenceException(
                    $"Output '{_engine.Signature.Outputs[o].Name}' has another shape for row {_first} than for row 0: send such rows one by one.");
            _parts[o].Add(outputs[o]);
        }
        _first += Rows;
    }

    /// <summary>The outputs of all rows.</summary>
    public TensorData[] Join() => Array.ConvertAll(_parts, TensorRows.Join);
}
