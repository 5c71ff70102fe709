using System.Diagnostics.Metrics;

namespace ActorMlOps.Grains.Monitoring.Resources;

/// <summary>Reads Orleans' own gauge of active grains when asked; in between nothing listens.</summary>
internal static class OrleansActivations
{
    /// <param name="meters">Of the silo: a process may have several.</param>
    public static long? Count(IMeterFactory meters)
    {
        long? count = null;
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, listener) =>
            {
                if (instrument is { Name: "orleans-catalog-activations", Meter.Name: "Microsoft.Orleans" } && ReferenceEquals(instrument.Meter.Scope, meters))
                    listener.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<int>((_, value, _, _) => count = value);
        listener.SetMeasurementEventCallback<long>((_, value, _, _) => count = value);
        listener.Start();
        listener.RecordObservableInstruments();
        return count;
    }
}
