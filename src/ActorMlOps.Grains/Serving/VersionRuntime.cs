using System.Diagnostics;
using ActorMlOps.Grains.Hosting;
using ActorMlOps.Grains.Monitoring;
using ActorMlOps.Grains.Monitoring.Receipts;
using ActorMlOps.Inference;
using ActorMlOps.Registry;
using ActorMlOps.Rollout;
using ActorMlOps.Serving;
using ActorMlOps.Statistics.Counters;
using Microsoft.Extensions.Logging;

namespace ActorMlOps.Grains.Serving;

/// <summary>
/// One version on one silo: the engine with its queue, and the open pane that the engine's lane folds every batch into. Panes leave in
/// the background; a prediction waits for nothing but its batch.
/// </summary>
internal sealed partial class VersionRuntime : IAsyncDisposable
{
    private const int LastAttempts = 3;
    private const int Closed = int.MinValue;

    private readonly InputBinder _binder;
    private readonly MicroBatcher _batcher;
    private readonly BatchFolder _folder;
    private readonly PaneCourier _courier;
    private readonly Instruments _instruments;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _deliveries;
    private int _users;
    private long _lastUsed;

    public VersionRuntime(
        VersionSpec spec,
        OnnxEngine engine,
        EngineOptions options,
        ReferenceProfile? profile,
        long firstRow,
        IGrainFactory grains,
        Instruments instruments,
        Func<TimeSpan> panePeriod,
        TimeProvider clock,
        ILogger logger,
        Action stale)
    {
        Spec = spec;
        Outputs = new OutputReader(spec.Output, spec.Signature);
        _binder = new InputBinder(spec.Signature);
        var sender = Guid.NewGuid();
        _folder = new BatchFolder(spec, Outputs, profile, firstRow, sender, instruments, clock);
        _courier = new PaneCourier(spec, grains, instruments, logger, sender, stale);
        _instruments = instruments;
        _clock = clock;
        _logger = logger;
        _lastUsed = clock.GetTimestamp();
        _batcher = new MicroBatcher(engine, new()
        {
            Options = options,
            Observer = _folder,
            OnObserverError = LogObserverFailed,
            Time = clock,
        });
        instruments.Watch(this);
        _deliveries = Task.Run(() => DeliverAsync(panePeriod));
    }

    public VersionSpec Spec { get; }

    public OutputReader Outputs { get; }

    /// <summary>Rough bytes of the loaded model.</summary>
    public long ModelBytes => _batcher.Engine.MemoryBytes;

    public int QueuedRows => _batcher.QueuedRows;

    public int PendingPanes => _courier.Pending;

    /// <summary>What the lane has done since the load.</summary>
    public LaneWork Work => _batcher.Work;

    /// <summary>Monotonic timestamp of the last request, or of the load.</summary>
    public long LastUsed => Volatile.Read(ref _lastUsed);

    /// <summary>One lane: blocks of rows are cut where the cluster's are only if the rows of a version keep one order.</summary>
    public static EngineOptions OptionsOf(VersionSpec spec, ServingOptions options) => new()
    {
        Lanes = 1,
        MaxBatch = spec.Engine.MaxBatch ?? 128,
        Queue = spec.Engine.Queue ?? 10_000,
        Provider = ProviderOf(spec.Engine),
        ProbeTimeout = TimeSpan.FromSeconds(options.ProbeSeconds),
        RunTimeout = options.RunSeconds == 0 ? null : TimeSpan.FromSeconds(options.RunSeconds),
    };

    public static ExecutionProvider ProviderOf(EngineConfig? engine) =>
        engine?.Provider == EngineProvider.Cuda ? ExecutionProvider.Cuda : ExecutionProvider.Cpu;

    /// <summary>Keeps it loaded until <see cref="Leave"/>. False: it is being unloaded.</summary>
    public bool TryEnter()
    {
        for (var users = Volatile.Read(ref _users); users >= 0;)
        {
            var seen = Interlocked.CompareExchange(ref _users, users + 1, users);
            if (seen == users)
                return true;
            users = seen;
        }
        return false;
    }

    public void Leave() => Interlocked.Decrement(ref _users);

    /// <summary>Lets nobody enter any more, if nobody is in.</summary>
    public bool TryClose() => Interlocked.CompareExchange(ref _users, Closed, 0) == 0;

    /// <summary>What the monitors will be told of rows that have just come.</summary>
    public PredictionContext Arrive(CallerRows[] callers, long epoch, VariantRole role, int attempt, StableAnswer? stable = null)
    {
        var arrived = _clock.GetTimestamp();
        Volatile.Write(ref _lastUsed, arrived);
        return new(callers, epoch, role, attempt, arrived, stable, role == VariantRole.Shadow ? null : ReceiptsFor(callers));
    }

    public async ValueTask<RuntimeAnswer> PredictAsync(
        TensorBatch batch, PredictionContext context, TimeSpan? timeout, CancellationToken cancellationToken)
    {
        using var activity = context.Role == VariantRole.Shadow ? null : Instruments.Activities.StartActivity(Telemetry.Spans.Predict);
        activity?.SetTag(Telemetry.Tags.Model, Spec.Key.Model).SetTag(Telemetry.Tags.Version, Spec.Key.Version);
        var (inputs, error) = _binder.Bind(batch);
        if (inputs is null)
            return Fail(PredictOutcome.BadInput, error!);
        var deadline = timeout is { } t ? context.Arrived + (long)(t.TotalSeconds * _clock.TimestampFrequency) : 0;
        var result = await _batcher.RunAsync(
            new(batch.Rows, inputs, context, deadline), cancellationToken);
        return result.Outcome switch
        {
            InferenceOutcome.Done => new(PredictOutcome.Ok, null, result.Outputs),
            InferenceOutcome.Overloaded => Fail(PredictOutcome.Overloaded, result.Error!),
            InferenceOutcome.Expired or InferenceOutcome.Cancelled => Fail(PredictOutcome.DeadlineExceeded, result.Error!),
            InferenceOutcome.Stopped => Fail(PredictOutcome.Unavailable, result.Error!),
            _ => Fail(PredictOutcome.BadInput, result.Error!),
        };
    }

    /// <summary>Outputs as tensors of the contract.</summary>
    public TensorBatch ToBatch(TensorData[] outputs, int rows)
    {
        var tensors = new Tensor[outputs.Length];
        for (var i = 0; i < tensors.Length; i++)
        {
            var spec = Spec.Signature.Outputs[i];
            tensors[i] = new(spec.Name, spec.Type, outputs[i].RowShape!, outputs[i].Data);
        }
        return new(rows, tensors);
    }

    /// <summary>Room for the receipts that callers ask for; null if none does, or if the version's predictions can't be labelled.</summary>
    private Receipt[]? ReceiptsFor(CallerRows[] callers)
    {
        var (asked, rows) = (false, 0);
        foreach (var caller in callers)
        {
            asked |= caller.Receipts;
            rows += caller.Rows;
        }
        return asked && Outputs.Watched && Spec.Number > 0 ? new Receipt[rows] : null;
    }

    /// <summary>Runs a copy of rows that another version answered. Never waits; what does not fit into the queue is counted and dropped.</summary>
    public void Shadow(TensorBatch batch, CallerRows[] callers, long epoch, int attempt, StableAnswer stable)
    {
        if (TryEnter())
            _ = ShadowAsync(batch, Arrive(callers, epoch, VariantRole.Shadow, attempt, stable));
        else
            _folder.CountDropped(batch.Rows);
    }

    /// <summary>Refuses who comes, answers who is in, delivers the open pane, frees the model.</summary>
    public async ValueTask DisposeAsync()
    {
        Interlocked.Or(ref _users, Closed);
        await _batcher.DisposeAsync();
        await _stopping.CancelAsync();
        await _deliveries;
        _instruments.Forget(this);
        _stopping.Dispose();
    }

    private async Task ShadowAsync(TensorBatch batch, PredictionContext context)
    {
        try
        {
            var answer = await PredictAsync(batch, context, null, CancellationToken.None);
            if (answer.Outcome is PredictOutcome.Overloaded or PredictOutcome.Unavailable)
                _folder.CountDropped(batch.Rows);
        }
        catch (Exception e)
        {
            // A shadow must never be felt by those it copies.
            _folder.CountDropped(batch.Rows);
            LogShadowFailed(e, Spec.Key);
        }
        finally
        {
            Leave();
        }
    }

    private RuntimeAnswer Fail(PredictOutcome outcome, string message)
    {
        _instruments.PredictionFailures.Add(
            1,
            new(Telemetry.Tags.Model, Spec.Key.Model),
            new(Telemetry.Tags.Version, Spec.Key.Version),
            new(Telemetry.Tags.Outcome, outcome.ToString()));
        return new(outcome, message, []);
    }

    private async Task DeliverAsync(Func<TimeSpan> period)
    {
        while (!_stopping.IsCancellationRequested)
        {
            try
            {
                await Task.Delay(period(), _clock, _stopping.Token);
            }
            catch (OperationCanceledException)
            {
                break;
            }
            await DeliverOnceAsync();
        }
        // The engine has been drained: what is left is delivered now or lost.
        for (var attempt = 1; !await DeliverOnceAsync(); attempt++)
        {
            if (attempt < LastAttempts)
                continue;
            LogRowsLost(Spec.Key, _courier.Pending);
            return;
        }
    }

    private async Task<bool> DeliverOnceAsync()
    {
        _courier.Enqueue(await _folder.TakeAsync(_batcher));
        return await _courier.DeliverAsync();
    }

    [LoggerMessage(1, LogLevel.Error, "A batch could not be counted; the predictions were answered.")]
    private partial void LogObserverFailed(Exception e);

    [LoggerMessage(2, LogLevel.Error, "{Version} stops with {Panes} deliveries that were never acknowledged: their rows are lost to the windows.")]
    private partial void LogRowsLost(VersionKey version, int panes);

    [LoggerMessage(3, LogLevel.Warning, "{Version} failed as a shadow.")]
    private partial void LogShadowFailed(Exception e, VersionKey version);
}
