using ActorMlOps.Monitoring.Alerts;
using Microsoft.Extensions.Logging;

namespace ActorMlOps.Grains.Monitoring.Alerts;

/// <summary>
/// Sees to it that the fleet's alert grain is active somewhere, also after its silo has fallen: it wakes all others, and what they have
/// stored tells them what is due.
/// </summary>
internal sealed partial class AlertWaker(IGrainFactory grains, TimeProvider clock, ILogger<AlertWaker> logger) : ILifecycleParticipant<ISiloLifecycle>
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(10);

    private readonly CancellationTokenSource _stopping = new();
    private Task _waking = Task.CompletedTask;

    public void Participate(ISiloLifecycle lifecycle) => lifecycle.Subscribe(
        nameof(AlertWaker),
        ServiceLifecycleStage.Active,
        _ =>
        {
            _waking = Task.Run(WakeAsync);
            return Task.CompletedTask;
        },
        async _ =>
        {
            await _stopping.CancelAsync();
            await _waking;
        });

    private async Task WakeAsync()
    {
        using var timer = new PeriodicTimer(Period, clock);
        try
        {
            do
            {
                try
                {
                    await grains.GetGrain<IAlertFleetGrain>(IAlertFleetGrain.Key).Wake().WaitAsync(_stopping.Token);
                }
                catch (Exception e) when (e is not OperationCanceledException)
                {
                    LogNotWoken(e);
                }
            }
            while (await timer.WaitForNextTickAsync(_stopping.Token));
        }
        catch (OperationCanceledException)
        {
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "The alerts could not be woken; the next attempt is in ten seconds.")]
    private partial void LogNotWoken(Exception e);
}
