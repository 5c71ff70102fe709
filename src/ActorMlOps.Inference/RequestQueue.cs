namespace ActorMlOps.Inference;

/// <summary>First in, first out, bounded in rows; requests that are run in slices wait apart from the others, with a bound of their own.
/// Not synchronised: the batcher's lock guards it.</summary>
internal sealed class RequestQueue(ModelSignature signature, EngineOptions options)
{
    // A run of this many rows is about as cheap a row as it gets, and short enough to wait for.
    private const int FairRows = 256;

    // Where no inner dimension varies all checked requests have equal row shapes.
    private readonly bool _variable = Enumerable.Range(0, signature.Inputs.Length).Any(i => signature.RowShape(i).Contains(-1));
    private readonly int _sliceRows = SliceRows(options);
    private readonly long _sliceBytes = 4L * options.MaxRunBytes;
    private PendingRequest? _first;
    private PendingRequest? _last;
    private PendingRequest? _firstLarge;
    private PendingRequest? _lastLarge;
    private int _rows;
    private int _largeRows;

    /// <summary>Rows that wait.</summary>
    public int Rows => _rows + _largeRows;

    /// <summary>Whether no request waits that is run in one go.</summary>
    public bool IsEmpty => _first is null;

    /// <summary>Whether no request waits that is run in slices.</summary>
    public bool IsEmptyOfLarge => _firstLarge is null;

    /// <summary>Most rows of one slice of a large request.</summary>
    public static int SliceRows(EngineOptions options) => Math.Min(options.MaxSlice, Math.Max(options.MaxBatch, FairRows));

    /// <summary>False if the rows do not fit.</summary>
    public bool TryAdd(PendingRequest request)
    {
        int rows = request.Request.Rows;
        if (IsLarge(request.Request))
        {
            if (rows > options.Queue - _largeRows)
                return false;
            _largeRows += rows;
            Append(ref _firstLarge, ref _lastLarge, request);
            return true;
        }
        if (rows > options.Queue - _rows)
            return false;
        _rows += rows;
        Append(ref _first, ref _last, request);
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
            Remove(ref _first, ref _last);
            rows += next.Request.Rows;
            batch.Add(next);
            if (signature.Batch != BatchMode.Dynamic)
                break;
        }
        _rows -= rows;
    }

    /// <summary>Takes the first of the large requests, which is there.</summary>
    public PendingRequest TakeLarge()
    {
        var request = Remove(ref _firstLarge, ref _lastLarge);
        _largeRows -= request.Request.Rows;
        return request;
    }

    private static void Append(ref PendingRequest? first, ref PendingRequest? last, PendingRequest request)
    {
        if (last is null)
            first = request;
        else
            last.Next = request;
        last = request;
    }

    private static PendingRequest Remove(ref PendingRequest? first, ref PendingRequest? last)
    {
        var request = first!;
        first = request.Next;
        if (first is null)
            last = null;
        request.Next = null;
        return request;
    }

    // A model that takes one row a run is in a slice with every row.
    private bool IsLarge(in InferenceRequest request) =>
        request.Rows > 1 && (signature.Batch != BatchMode.Dynamic || request.Rows > _sliceRows || Bytes(request) > _sliceBytes);

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
