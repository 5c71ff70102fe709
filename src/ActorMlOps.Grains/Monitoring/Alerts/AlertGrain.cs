using System.Collections.Concurrent;
using ActorMlOps.Grains.Hosting;
using ActorMlOps.Grains.Monitoring.Alerts.Sinks;
using ActorMlOps.Grains.Storage;
using ActorMlOps.Monitoring.Alerts;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Runtime;

namespace ActorMlOps.Grains.Monitoring.Alerts;

/// <summary>
/// Decide with <see cref="AlertMachine"/>, write, then tell. Timers interleave with calls, so that neither a report that takes its time nor
/// a sink that hangs keeps a signal waiting; the gate lets one decision be made and written at a time.
/// </summary>
internal sealed partial class AlertGrain(
    RowStore rows, AlertSinks sinks, AlertInstruments instruments, IOptions<AlertOptions> options, TimeProvider clock, ILogger<AlertGrain> logger)
    : Grain, IAlertGrain
{
    private const int MostText = 512;
    private const int MostSource = 128;

    private readonly SemaphoreSlim _gate = new(1, 1);
    private readonly Dictionary<string, IGrainTimer> _timers = [];
    private readonly List<SinkPump> _pumps = [];
    private Row<AlertBook> _row = Row<AlertBook>.None;
    private AlertBook _book = AlertBook.Empty;
    private Silence[] _silences = [];

    private AlertScope Scope => AlertScope.Parse(this.GetPrimaryKeyString());

    private TimeSpan Pace => TimeSpan.FromSeconds(options.Value.EvaluateSeconds);

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        var scope = Scope;
        await LoadAsync();
        _silences = await GrainFactory.GetGrain<IAlertFleetGrain>(IAlertFleetGrain.Key).Silences();
        var backoff = new Backoff(options.Value.RetryFirst, options.Value.RetryMost);
        foreach (var sink in sinks.All)
        {
            var pump = new SinkPump(sink, scope, () => _book, ApplyAsync, backoff, instruments, clock, logger);
            _pumps.Add(pump);
            _timers[pump.Name] = this.RegisterGrainTimer(token => PumpAsync(pump, token), WhenKicked);
        }
        this.RegisterGrainTimer(LookAsync, new GrainTimerCreationOptions(Pace, Pace) { Interleave = true, KeepAlive = true });
        Kick();
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        instruments.Forget(Scope);
        return Task.CompletedTask;
    }

    public async Task<SignalAnswer[]> Observe(AlertSignal[] signals)
    {
        foreach (var signal in signals)
            Check(signal);
        await StepAsync(new AlertInput.Observed(signals));
        var open = _book.Open.ToDictionary(AlertGroup.Of);
        return Array.ConvertAll(
            signals, s => open.TryGetValue(AlertGroup.Of(s), out var alert) ? new(alert.Id, alert.State) : SignalAnswer.None);
    }

    public async Task Wake(Silence[] silences)
    {
        if (silences.SequenceEqual(_silences))
            return;
        _silences = silences;
        await StepAsync(new AlertInput.Ticked());
    }

    public Task<AlertsInfo> List() =>
        Task.FromResult(new AlertsInfo([.. _book.Open.Reverse(), .. _book.Closed.Reverse()], Outbox.Progress(_book)));

    public Task<Alert?> Get(long number) => Task.FromResult(_book.Find(new AlertId(Scope, number).ToString()));

    public async Task<Alert?> Acknowledge(long number, string by, string? note)
    {
        var id = new AlertId(Scope, number).ToString();
        await StepAsync(new AlertInput.Acknowledged(id, by, note));
        return _book.Find(id);
    }

    private async Task StepAsync(params IReadOnlyList<AlertInput> inputs)
    {
        var refused = 0;
        await ApplyAsync(book =>
        {
            var step = AlertMachine.Next(Scope, book, inputs, _silences, clock.GetUtcNow());
            refused = step.Refused;
            return step.Book;
        });
        if (refused > 0)
            LogRefused(Scope.ToString(), refused, AlertBook.MostConditions);
    }

    /// <summary>Decides, writes and only then lets anybody see; a decision that changes nothing writes nothing.</summary>
    private async Task ApplyAsync(Func<AlertBook, AlertBook> decide)
    {
        await _gate.WaitAsync();
        try
        {
            var before = _book;
            var next = decide(before);
            if (ReferenceEquals(next, before))
                return;
            try
            {
                _row = await rows.WriteAsync(StorageNames.Alerts, Scope.ToString(), _row, next);
            }
            catch
            {
                // The outcome is unknown: what is stored decides.
                await LoadAsync();
                throw;
            }
            CountDropped(before, next);
            Publish(next);
        }
        finally
        {
            _gate.Release();
        }
        Kick();
    }

    private async Task LoadAsync()
    {
        _row = await rows.ReadAsync<AlertBook>(StorageNames.Alerts, Scope.ToString());
        var book = Outbox.Reconcile(_row.Value ?? AlertBook.Empty, sinks.Names, out var abandoned);
        foreach (var (sink, messages) in abandoned)
        {
            instruments.CountDeliveries(sink, "dropped", messages);
            LogAbandoned(messages, Scope.ToString(), sink);
        }
        Publish(book);
    }

    private void Publish(AlertBook book)
    {
        _book = book;
        instruments.Watch(Scope, book);
    }

    private async Task PumpAsync(SinkPump pump, CancellationToken cancellationToken)
    {
        try
        {
            await pump.RunAsync(cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The grain goes; the next activation sends what was not noted.
            return;
        }
        catch (Exception e)
        {
            // Most likely the store: what was sent and not noted is sent again, with the same key.
            LogNotNoted(e, pump.Name, Scope.ToString());
            _timers[pump.Name].Change(options.Value.RetryFirst, Timeout.InfiniteTimeSpan);
            return;
        }
        Kick(pump);
    }

    private void Kick()
    {
        foreach (var pump in _pumps)
            Kick(pump);
    }

    private void Kick(SinkPump pump)
    {
        if (pump.Wait() is { } wait)
            _timers[pump.Name].Change(wait, Timeout.InfiniteTimeSpan);
    }

    private void CountDropped(AlertBook before, AlertBook after)
    {
        foreach (var cursor in after.Cursors)
        {
            var dropped = cursor.Dropped - (Outbox.CursorOf(before, cursor.Sink)?.Dropped ?? 0);
            instruments.CountDeliveries(cursor.Sink, "dropped", dropped);
            if (dropped > 0)
                LogDropped(dropped, Scope.ToString(), cursor.Sink);
        }
    }

    private static GrainTimerCreationOptions WhenKicked =>
        new(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan) { Interleave = true, KeepAlive = true };

    private static void Check(AlertSignal signal)
    {
        if (string.IsNullOrEmpty(signal.Source) || signal.Source.Length > MostSource)
            throw new ArgumentException($"A signal needs a source of 1 to {MostSource} characters.");
        if (signal.Feature?.Length > MostText || signal.Metric?.Length > MostText || signal.Version?.Length > MostText)
            throw new ArgumentException($"Version, feature and metric of a signal must have at most {MostText} characters.");
    }

    [LoggerMessage(1, LogLevel.Error, "{Scope}: {Refused} conditions are not raised, because {Most} hold or are pending already; they are taken when there is room.")]
    private partial void LogRefused(string scope, int refused, int most);

    [LoggerMessage(2, LogLevel.Warning, "{Messages} messages of {Scope} were never taken by sink '{Sink}', which is not in the settings any more.")]
    private partial void LogAbandoned(int messages, string scope, string sink);

    [LoggerMessage(3, LogLevel.Error, "{Messages} messages of {Scope} to sink '{Sink}' are given up: too many wait, or the receiver has refused one for a day.")]
    private partial void LogDropped(long messages, string scope, string sink);

    [LoggerMessage(4, LogLevel.Warning, "What sink '{Sink}' took of {Scope} could not be noted; it may be sent again, with the same keys.")]
    private partial void LogNotNoted(Exception e, string sink, string scope);

    [LoggerMessage(5, LogLevel.Warning, "The rules of {Scope} could not be evaluated; their alerts stay as they are.")]
    private partial void LogNotEvaluated(Exception e, string scope);
}
