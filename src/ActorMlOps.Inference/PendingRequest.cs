using System.Threading.Tasks.Sources;

namespace ActorMlOps.Inference;

/// <summary>A request between enqueueing and its awaited result; reused afterwards.</summary>
internal sealed class PendingRequest : IValueTaskSource<InferenceResult>
{
    private const int MaxSpare = 256;

    [ThreadStatic]
    private static PendingRequest? _spare;

    [ThreadStatic]
    private static int _spares;

    // Continuations of callers must not run on the lane: it would stop predicting for everybody else.
    private ManualResetValueTaskSourceCore<InferenceResult> _core = new() { RunContinuationsAsynchronously = true };

    private PendingRequest()
    {
    }

    public InferenceRequest Request { get; private set; }

    public CancellationToken Cancellation { get; private set; }

    /// <summary>Next in the queue, or among the spare ones.</summary>
    public PendingRequest? Next { get; set; }

    public ValueTask<InferenceResult> Task => new(this, _core.Version);

    public static PendingRequest Rent(in InferenceRequest request, CancellationToken cancellation)
    {
        var pending = _spare;
        if (pending is null)
        {
            pending = new PendingRequest();
        }
        else
        {
            _spare = pending.Next;
            _spares--;
            pending.Next = null;
        }
        pending.Request = request;
        pending.Cancellation = cancellation;
        return pending;
    }

    public void Complete(in InferenceResult result) => _core.SetResult(result);

    public InferenceResult GetResult(short token)
    {
        var result = _core.GetResult(token);
        Return();
        return result;
    }

    /// <summary>Makes it available for other requests; nobody may use it afterwards.</summary>
    public void Return()
    {
        _core.Reset();
        Request = default;
        Cancellation = default;
        if (_spares < MaxSpare)
        {
            Next = _spare;
            _spare = this;
            _spares++;
        }
    }

    public ValueTaskSourceStatus GetStatus(short token) => _core.GetStatus(token);

    public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _core.OnCompleted(continuation, state, token, flags);
}
