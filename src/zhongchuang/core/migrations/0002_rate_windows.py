from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('core', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='RateWindow',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('bucket', models.CharField(max_length=64, verbose_name='计数对象')),
                ('begins', models.BigIntegerField(db_index=True, verbose_name='窗口开始')),
                ('count', models.PositiveIntegerField(verbose_name='次数')),
            ],
            options={
                'verbose_name': '访问计数',
                'verbose_name_plural': '访问计数',
                'constraints': [models.UniqueConstraint(fields=('bucket', 'begins'), name='core_rate_window_once')],
            },
        ),
    ]
