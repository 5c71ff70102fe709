namespace ActorMlOps.Inference;

/// <summary>First in, first out, bounded in rows. Not synchronised: the batcher's lock guards it.</summary>
internal sealed class RequestQueue(ModelSignature signature, EngineOptions options)
{
    // Where no inner dimension varies all checked requests have equal row shapes.
    private readonly bool _variable = Enumerable.Range(0, signature.Inputs.Length).Any(i => signature.RowShape(i).Contains(-1));
    private PendingRequest? _first;
    private PendingRequest? _last;

    /// <summary>Rows that wait.</summary>
    public int Rows { get; private set; }

    public bool IsEmpty => _first is null;

    /// <summary>False if the rows do not fit.</summary>
    public bool TryAdd(PendingRequest request)
    {
        if (request.Request.Rows > options.Queue - Rows)
            return false;
        Rows += request.Request.Rows;
        if (_last is null)
            _first = request;
        else
            _last.Next = request;
        _last = request;
        return true;
    }

    /// <summary>Moves what may run at once to <paramref name="batch"/>: the first request, and those behind it that can be stacked on it.</summary>
    public void Take(List<PendingRequest> batch)
    {
        int rows = 0;
        long bytes = 0;
        while (_first is { } next)
        {
            bytes += Bytes(next.Request);
            bool fits = rows + next.Request.Rows <= options.MaxBatch && bytes <= options.MaxRunBytes;
            if (batch.Count > 0 && !(fits && Stackable(batch[0].Request, next.Request)))
                break;
            _first = next.Next;
            if (_first is null)
                _last = null;
            next.Next = null;
            rows += next.Request.Rows;
            batch.Add(next);
            if (signature.Batch != BatchMode.Dynamic)
                break;
        }
        Rows -= rows;
    }

    private static long Bytes(in InferenceRequest request)
    {
        long bytes = 0;
        foreach (var input in request.Inputs)
            bytes += input.Data.Length;
        return bytes;
    }

    private bool Stackable(in InferenceRequest a, in InferenceRequest b)
    {
        if (!_variable)
            return true;
        for (int i = 0; i < a.Inputs.Length; i++)
        {
            // Null stands for a declared shape without variable dimensions: equal to any other that passed the check.
            int[]? left = a.Inputs[i].RowShape, right = b.Inputs[i].RowShape;
            if (left is not null && right is not null && !left.AsSpan().SequenceEqual(right))
                return false;
        }
        return true;
    }
}
