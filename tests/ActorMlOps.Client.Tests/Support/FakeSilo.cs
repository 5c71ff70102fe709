using System.Collections.Concurrent;
using ActorMlOps.Rollout;
using ActorMlOps.Serving;

namespace ActorMlOps.Client.Tests.Support;

/// <summary>Stands for the silo: keeps every call until the test answers it.</summary>
internal sealed class FakeSilo
{
    private readonly ConcurrentQueue<Call> _calls = new();
    private readonly SemaphoreSlim _arrived = new(0);
    private int _inFlight;

    public static TimeSpan Patience { get; } = TimeSpan.FromSeconds(30);

    public int MostInFlight { get; private set; }

    public int Calls { get; private set; }

    public Task<PredictResponse> Predict(PredictRequest request)
    {
        var call = new Call(request, () => Interlocked.Decrement(ref _inFlight));
        lock (_calls)
        {
            MostInFlight = Math.Max(MostInFlight, Interlocked.Increment(ref _inFlight));
            Calls++;
        }
        _calls.Enqueue(call);
        _arrived.Release();
        return call.Response;
    }

    /// <summary>The next call that came.</summary>
    public async Task<Call> NextAsync()
    {
        Assert.True(await _arrived.WaitAsync(Patience), "no call came");
        Assert.True(_calls.TryDequeue(out var call));
        return call;
    }

    /// <summary>Outputs y = the inputs, from version v.</summary>
    public static PredictionPart Echo(TensorBatch inputs, params int[] callers) =>
        new(PredictOutcome.Ok, null, callers, "v", 7, VariantRole.Stable, false, new(inputs.Rows, [inputs.Tensors[0] with { Name = "y" }]));

    public static PredictionPart Refusal(PredictOutcome outcome, string message, params int[] callers) =>
        new(outcome, message, callers, "v", 7, VariantRole.Stable, false, null);

    public sealed class Call(PredictRequest request, Action ended)
    {
        private readonly TaskCompletionSource<PredictResponse> _response = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public PredictRequest Request => request;

        public Task<PredictResponse> Response => _response.Task;

        public void Echo() => Answer(FakeSilo.Echo(request.Inputs, [.. Enumerable.Range(0, request.Callers.Length)]));

        public void Answer(params PredictionPart[] parts)
        {
            ended();
            _response.SetResult(new(parts));
        }

        public void Fail(Exception e)
        {
            ended();
            _response.SetException(e);
        }
    }
}
