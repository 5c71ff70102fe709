using System.Collections;
using System.Reflection;
using ActorMlOps.Abstractions.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization;

namespace ActorMlOps.Abstractions.Tests;

/// <summary>What one silo writes another one reads: every contract type, through the Orleans serialiser.</summary>
public sealed class SerializerTests
{
    private static readonly Serializer Serializer =
        new ServiceCollection().AddSerializer(s => s.AddAssembly(typeof(VersionKey).Assembly)).BuildServiceProvider().GetRequiredService<Serializer>();

    public static TheoryData<Type> Types => [.. ContractTests.Serialised];

    [Theory]
    [MemberData(nameof(Types))]
    public void Type_FullOfValues_ComesBackTheSame(Type type)
    {
        object value = new Samples(type.Name.Length).Of(type);
        AssertSame(type.Name, value, RoundTrip(value));
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void Type_OfDefaults_ComesBackTheSame(Type type)
    {
        object value = type.IsEnum ? Enum.ToObject(type, 1) : System.Runtime.CompilerServices.RuntimeHelpers.GetUninitializedObject(type);
        AssertSame(type.Name, value, RoundTrip(value));
    }

    private static object? RoundTrip(object value) => Serializer.Deserialize<object>(Serializer.SerializeToArray(value));

    private static void AssertSame(string path, object? expected, object? actual)
    {
        if (expected is null || actual is null)
        {
            Assert.True(expected is null && actual is null, path);
            return;
        }
        Assert.Equal(expected.GetType(), actual.GetType());
        switch (expected)
        {
            case ReadOnlyMemory<byte> memory:
                Assert.Equal(memory.ToArray(), ((ReadOnlyMemory<byte>)actual).ToArray());
                break;
            case IDictionary dictionary:
                Assert.Equal(dictionary.Keys.Cast<object>().ToHashSet(), ((IDictionary)actual).Keys.Cast<object>().ToHashSet());
                foreach (object key in dictionary.Keys)
                    AssertSame($"{path}[{key}]", dictionary[key], ((IDictionary)actual)[key]);
                break;
            case Array array:
                Assert.Equal(array.Length, ((Array)actual).Length);
                for (int i = 0; i < array.Length; i++)
                    AssertSame($"{path}[{i}]", array.GetValue(i), ((Array)actual).GetValue(i));
                break;
            case DateTimeOffset instant:
                Assert.True(instant.EqualsExact((DateTimeOffset)actual), path);
                break;
            default:
                AssertSameMembers(path, expected, actual);
                break;
        }
    }

    private static void AssertSameMembers(string path, object expected, object actual)
    {
        if (!ContractTests.Serialised.Contains(expected.GetType()) || expected.GetType().IsEnum)
        {
            Assert.True(expected.Equals(actual), $"{path}: {actual}, expected {expected}");
            return;
        }
        foreach (var property in expected.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(p => p.SetMethod is not null))
            AssertSame($"{path}.{property.Name}", property.GetValue(expected), property.GetValue(actual));
    }
}
