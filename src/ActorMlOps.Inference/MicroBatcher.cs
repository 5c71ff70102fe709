namespace ActorMlOps.Inference;

/// <summary>Zero-wait micro-batching in front of one engine: a lane runs at once what has accumulated while it was busy.
/// Callers are served in the order they came; large requests (<see cref="EngineOptions.MaxSlice"/>) among themselves, a slice by turns
/// with a batch of the others.</summary>
public sealed class MicroBatcher : IAsyncDisposable
{
    // A second lane costs more than it saves while the first will be through sooner than this.
    private static readonly double BacklogSeconds = TimeSpan.FromMicroseconds(100).TotalSeconds;

    /// <summary>For how long a caller's thread may run batches of others: a request's own share of its time on a processor is of this order.</summary>
    internal static readonly TimeSpan Short = TimeSpan.FromMicroseconds(100);

    // A caller's own run may keep its thread longer: it would wait for a thread of the pool behind all that waits there already.
    private static readonly double LongestHereSeconds = TimeSpan.FromMilliseconds(1).TotalSeconds;

    private readonly Lock _gate = new();
    private readonly OnnxEngine _engine;
    private readonly MicroBatcherSettings _settings;
    private readonly RequestQueue _queue;
    private readonly Lane[] _lanes;
    private readonly TaskCompletionSource _drained = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _active;
    private bool _stopping;
    private double _secondsPerRow;

    /// <summary>Over <paramref name="engine"/>, which is disposed with the batcher unless the settings say otherwise.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An option below 1.</exception>
    public MicroBatcher(OnnxEngine engine, MicroBatcherSettings settings)
    {
        var options = settings.Options;
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Queue, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.MaxBatch, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Lanes, 1);
        _engine = engine;
        _settings = settings;
        _queue = new RequestQueue(engine.Signature, options);
        _lanes = [.. Enumerable.Range(0, options.Lanes).Select(i => new Lane(i, this, engine, settings))];
    }

    /// <summary>The engine behind it.</summary>
    public OnnxEngine Engine => _engine;

    /// <summary>Number of lanes; their indices are 0 and up.</summary>
    public int Lanes => _lanes.Length;

    /// <summary>Rows that wait for a run.</summary>
    public int QueuedRows
    {
        get
        {
            lock (_gate)
                return _queue.Rows;
        }
    }

    /// <summary>What all lanes have done so far.</summary>
    public LaneWork Work
    {
        get
        {
            var all = default(LaneWork);
            foreach (var lane in _lanes)
                all = new(all.Rows + lane.Work.Rows, all.Busy + lane.Work.Busy);
            return all;
        }
    }

    /// <summary>Predicts rows. See <see cref="RunAsync(in InferenceRequest, CancellationToken)"/>.</summary>
    public ValueTask<InferenceResult> RunAsync(int rows, TensorData[] inputs, CancellationToken cancellationToken = default) =>
        RunAsync(new InferenceRequest(rows, inputs), cancellationToken);

    /// <summary>Predicts rows. Never throws: what goes wrong is the result's outcome. Await it once.</summary>
    /// <param name="request">Rows and inputs.</param>
    /// <param name="cancellationToken">Looked at when the request's turn comes, and between slices: a cancelled one is not run on.</param>
    public ValueTask<InferenceResult> RunAsync(in InferenceRequest request, CancellationToken cancellationToken = default)
    {
        int rows = request.Rows;
        if (_engine.Check(rows, request.Inputs) is { } error)
            return new(InferenceResult.Not(InferenceOutcome.Invalid, rows, error));
        if (rows > _settings.Options.Queue)
            return new(InferenceResult.Not(InferenceOutcome.Invalid, rows,
                $"{rows} rows are more than a request may have: {_settings.Options.Queue}. Send several requests."));

        var pending = PendingRequest.Rent(request, cancellationToken);
        var result = pending.Task;
        // A short run on the caller's thread spares two changes of threads, which cost more than the run.
        double expected = rows * Volatile.Read(ref _secondsPerRow);
        bool here = expected > 0 && expected < LongestHereSeconds;
        InferenceResult refusal;
        Lane? idle;
        lock (_gate)
        {
            bool added = !_stopping && _queue.TryAdd(pending);
            idle = here ? TakeParked() : null;
            if (_stopping)
                refusal = InferenceResult.Not(InferenceOutcome.Stopped, rows, "The model is being unloaded.");
            else if (!added)
                refusal = InferenceResult.Not(InferenceOutcome.Overloaded, rows,
                    $"{_queue.Rows} rows are waiting; the queue holds {_settings.Options.Queue}. Try again later.");
            else
            {
                refusal = default;
                idle ??= Busy ? null : Wake();
            }
        }
        // A refused one, too: a full queue is emptied by those who come.
        if (here)
            idle?.RunHere();
        else
            idle?.Start();
        if (refusal.Error is null)
            return result;
        pending.Return();
        return new(refusal);
    }

    /// <summary>Runs <paramref name="command"/> on a lane between two of its batches, so that it may touch what only that lane
    /// touches. Works while draining and afterwards, too. The task fails with what the command throws.</summary>
    /// <exception cref="ArgumentOutOfRangeException">No such lane.</exception>
    public Task OnLaneAsync(int lane, Action command)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(lane);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(lane, _lanes.Length);
        var queued = new LaneCommand(command);
        bool start;
        lock (_gate)
        {
            _lanes[lane].Commands.Enqueue(queued);
            start = Activate(_lanes[lane]);
        }
        if (start)
            _lanes[lane].Start();
        return queued.Done;
    }

    /// <summary>Refuses new requests from now on; completes when all accepted ones have their results.</summary>
    public Task DrainAsync()
    {
        lock (_gate)
        {
            _stopping = true;
            if (_active == 0)
                _drained.TrySetResult();
        }
        return _drained.Task;
    }

    /// <summary>Drains, then disposes the engine if it owns it.</summary>
    public async ValueTask DisposeAsync()
    {
        await DrainAsync().ConfigureAwait(false);
        if (_settings.OwnsEngine)
            _engine.Dispose();
    }

    /// <summary>Next work of an active lane: a command, a batch of 1 and more requests, or a slice of <see cref="Lane.Large"/> where the
    /// batch is empty. False: none, the lane is inactive now.</summary>
    internal bool Next(Lane lane, List<PendingRequest> batch, out LaneCommand? command)
    {
        lock (_gate)
        {
            if (lane.Commands.TryDequeue(out command))
                return true;
            bool large = lane.Large is not null || !_queue.IsEmptyOfLarge;
            if (large && (lane.LargeNext || _queue.IsEmpty))
            {
                lane.Large ??= new SlicedRequest(_queue.TakeLarge());
                lane.LargeNext = false;
                return true;
            }
            if (!_queue.IsEmpty)
            {
                _queue.Take(batch);
                lane.LargeNext = true;
                return true;
            }
            Rest(lane);
            return false;
        }
    }

    /// <summary>Makes an active lane inactive if there is nothing for it to do.</summary>
    internal bool TryRest(Lane lane)
    {
        lock (_gate)
        {
            if (lane.Commands.Count > 0 || lane.Large is not null || !_queue.IsEmpty || !_queue.IsEmptyOfLarge)
                return false;
            Rest(lane);
            return true;
        }
    }

    /// <summary>Lets an active lane wait for a thread: the pool's, or that of a caller who comes earlier.</summary>
    /// <returns>Whether the pool is to be asked for one.</returns>
    internal bool Park(Lane lane)
    {
        lock (_gate)
        {
            lane.Parked = true;
            bool ask = !lane.AskedFor;
            lane.AskedFor = true;
            return ask;
        }
    }

    /// <summary>What the pool's thread finds when it comes. False: a caller has taken the lane, and will ask again if need be.</summary>
    internal bool Unpark(Lane lane)
    {
        lock (_gate)
        {
            lane.AskedFor = false;
            bool parked = lane.Parked;
            lane.Parked = false;
            return parked;
        }
    }

    // Behind a long queue of the pool a lane would starve while those before it fill its own. Slices are too long for a caller's thread.
    private Lane? TakeParked()
    {
        if (_active == 0 || !_queue.IsEmptyOfLarge)
            return null;
        foreach (var lane in _lanes)
        {
            if (lane.Parked && lane.Large is null)
            {
                lane.Parked = false;
                return lane;
            }
        }
        return null;
    }

    private void Rest(Lane lane)
    {
        lane.Active = false;
        _active--;
        if (_stopping && _active == 0)
            _drained.TrySetResult();
    }

    /// <summary>Takes note of what a row costs. A run that took much longer than known counts as one of twice the known cost: where the
    /// processors are contended, most of such a time was spent waiting for one.</summary>
    /// <returns>How long a run of so many rows is now expected to take.</returns>
    internal TimeSpan Learn(int rows, TimeSpan elapsed)
    {
        if (rows == 0)
            return TimeSpan.Zero;
        double seen = elapsed.TotalSeconds / rows;
        double known = Volatile.Read(ref _secondsPerRow);
        double now = known == 0 ? seen : known + ((Math.Min(seen, 2 * known) - known) / 8);
        Volatile.Write(ref _secondsPerRow, now);
        return TimeSpan.FromSeconds(rows * now);
    }

    // Whether the lanes that run already will soon be through with what waits.
    private bool Busy => _active > 0
        && (_active == _lanes.Length
            || (_queue.Rows < _settings.Options.MaxBatch && _queue.Rows * Volatile.Read(ref _secondsPerRow) < BacklogSeconds));

    private Lane? Wake()
    {
        foreach (var lane in _lanes)
            if (Activate(lane))
                return lane;
        return null;
    }

    private bool Activate(Lane lane)
    {
        if (lane.Active)
            return false;
        lane.Active = true;
        _active++;
        return true;
    }
}
