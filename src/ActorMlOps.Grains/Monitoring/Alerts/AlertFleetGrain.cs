using ActorMlOps.Grains.Hosting;
using ActorMlOps.Grains.Monitoring.Alerts.Sinks;
using ActorMlOps.Grains.Storage;
using ActorMlOps.Monitoring.Alerts;
using ActorMlOps.Registry;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace ActorMlOps.Grains.Monitoring.Alerts;

/// <summary>Keeps silences, feed and budget, each in a row of its own, and wakes the alert grains of all models.</summary>
internal sealed partial class AlertFleetGrain(
    RowStore rows, AlertSinks sinks, IOptions<AlertOptions> options, TimeProvider clock, ILogger<AlertFleetGrain> logger) : Grain, IAlertFleetGrain
{
    private static readonly TimeSpan WakeEvery = TimeSpan.FromSeconds(10);

    /// <summary>A silo that is not there yet must not hold up a silence; the next wake tells those that missed it.</summary>
    private static readonly TimeSpan WakeDeadline = TimeSpan.FromSeconds(5);

    private StoredRow<SilenceList> _silences = null!;
    private StoredRow<FeedState> _feed = null!;
    private StoredRow<AlarmLedger> _ledger = null!;

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _silences = await StoredRow<SilenceList>.LoadAsync(rows, StorageNames.Silences, IAlertFleetGrain.Key, SilenceList.Empty);
        _feed = await StoredRow<FeedState>.LoadAsync(rows, StorageNames.AlertFeed, IAlertFleetGrain.Key, FeedState.Empty);
        _ledger = await StoredRow<AlarmLedger>.LoadAsync(rows, StorageNames.AlarmBudget, IAlertFleetGrain.Key, AlarmLedger.Empty);
        this.RegisterGrainTimer(WakeAllAsync, new GrainTimerCreationOptions(TimeSpan.Zero, WakeEvery) { Interleave = true, KeepAlive = true });
    }

    public Task Wake() => Task.CompletedTask;

    public Task<Silence[]> Silences() => Task.FromResult(_silences.Value.At(clock.GetUtcNow()));

    public async Task<Silence?> AddSilence(SilenceMatchers matchers, DateTimeOffset expiresAt, string reason, string by)
    {
        if (_silences.Value.Add(matchers, reason, by, clock.GetUtcNow(), expiresAt) is not { } next)
            return null;
        await _silences.WriteAsync(next);
        await WakeAllAsync(CancellationToken.None);
        return next.Silences[^1];
    }

    public async Task<bool> RemoveSilence(string id)
    {
        if (_silences.Value.Remove(id, clock.GetUtcNow()) is not { } next)
            return false;
        await _silences.WriteAsync(next);
        await WakeAllAsync(CancellationToken.None);
        return true;
    }

    public async Task<AlarmShare> Share(VersionKey version, int detectors)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(detectors, 1);
        var (next, lease) = _ledger.Value.Ask(version, detectors, clock.GetUtcNow());
        if (!ReferenceEquals(next, _ledger.Value))
            await _ledger.WriteAsync(next);
        return new(lease.Weight, TimeSpan.FromDays(options.Value.FalseAlarmDays), AlarmLedger.Divisor(lease), lease.Until);
    }

    public async Task<SinkTest[]?> Test(string? sink, AlertSeverity severity)
    {
        // A training is only asked for by name.
        ISink[] chosen = [.. sinks.All.Where(s => s is not FeedSink && (sink is null ? s is not RetrainingSink : s.Name == sink))];
        if (sink is not null && chosen.Length == 0)
            return null;
        var now = clock.GetUtcNow();
        var id = $"test-{Guid.NewGuid():N}";
        var alert = new Alert(
            id, null, null, AlertKind.Test, null, null, severity, AlertPhase.Closed, now, new(Reason: "this is a test; nothing is wrong"),
            $"actormlops/test/{id}", 1, ClosedAt: now.AddMinutes(1), Recovery: new(Reason: "this is a test; nothing is wrong"));
        return await Task.WhenAll(chosen.Select(async s =>
        {
            var started = clock.GetTimestamp();
            var notice = new AlertNotice(1, AlertChange.Test, now, alert);
            var outcome = await Task.Run(() => s.SendAsync(AlertScope.Fleet, [notice], CancellationToken.None));
            var took = clock.GetElapsedTime(started).TotalMilliseconds;
            return new SinkTest(s.Name, s.Type, outcome.Delivered, outcome.Status, outcome.Error, took);
        }));
    }

    private async Task WakeAllAsync(CancellationToken cancellationToken)
    {
        try
        {
            var silences = await Silences();
            var models = await GrainFactory.GetGrain<ICatalogGrain>(ICatalogGrain.Key).List();
            await Task.WhenAll(models.Select(m => new AlertScope(m)).Append(AlertScope.Fleet).Select(s => WakeAsync(s, silences)));
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            LogNotWoken(e, "all");
        }
    }

    private async Task WakeAsync(AlertScope scope, Silence[] silences)
    {
        try
        {
            await GrainFactory.GetGrain<IAlertGrain>(scope.ToString()).Wake(silences).WaitAsync(WakeDeadline, clock);
        }
        catch (Exception e)
        {
            LogNotWoken(e, scope.ToString());
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "The alerts of {Scope} could not be woken; the next attempt is in ten seconds.")]
    private partial void LogNotWoken(Exception e, string scope);
}
